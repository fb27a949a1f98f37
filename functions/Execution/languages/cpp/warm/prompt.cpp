#include <iostream>
#include <string>
#include <unistd.h>

int main() {
    std::string name;
    std::cout << "name> ";
    std::getline(std::cin, name);
    std::cout << "Hi " << name << ' ' << isatty(0) << isatty(1) << '\n';
    std::cerr << "to the same terminal\n";
    return 4;
}
