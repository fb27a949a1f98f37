#include <iostream>

int main(int argc, char **argv) {
    int a, b;
    std::cin >> a >> b;
    std::cout << a + b;
    for (int i = 1; i < argc; i++) std::cout << " [" << argv[i] << "]";
    std::cout << "\n";
}
