#include <iostream>
#include <string>

int main() {
    std::string name;

    // What is typed into the input box arrives on standard input.
    std::getline(std::cin, name);
    std::cout << "Hello, " << (name.empty() ? "world" : name) << "!\n";
}
