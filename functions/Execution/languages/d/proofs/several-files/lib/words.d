module lib.words;

string greet(string name) {
    return "Hello, " ~ name;
}
