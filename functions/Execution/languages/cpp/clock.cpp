// The time in milliseconds since 1970, again after a line of input.
#include <chrono>
#include <iostream>

static void tell() {
    using namespace std::chrono;
    std::cout << duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count() << '\n';
}

int main() {
    tell();
    std::cin.get();
    tell();
}
