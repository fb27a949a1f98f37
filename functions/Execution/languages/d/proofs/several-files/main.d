import std.stdio;
import lib.words;

void main() {
    writeln(greet("Ada"));
}
