import std;

void main(string[] args) {
    int a, b;
    readf!" %d %d"(a, b);
    writeln(a + b, " ", args[1 .. $].join("|"));
}
