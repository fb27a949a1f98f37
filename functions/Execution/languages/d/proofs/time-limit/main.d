import std.stdio;

void main() {
    writeln("partial");
    while (true) {
    }
}
