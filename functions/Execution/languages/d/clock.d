// The time in milliseconds since 1970, again after a line of input.
import std.datetime.systime, std.stdio;

void tell() {
    auto now = Clock.currTime;
    writeln(now.toUnixTime * 1000 + now.fracSecs.total!"msecs");
}

void main() {
    tell();
    readln();
    tell();
}
