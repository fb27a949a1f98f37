import std.stdio;

int half(int n) {
    if (n % 2) throw new Exception("odd");
    return n / 2;
}

void main() {
    writeln(half(3));
}
