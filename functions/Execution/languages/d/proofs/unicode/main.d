import std.stdio;

void main() {
    write(readln());
    writeln("žluťoučký 日本語 🦊");
}
