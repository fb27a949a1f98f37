#include <cstdio>

int main() {
#ifdef __clang__
    std::puts("compiled by /toolchain/warm/cpp/clang++");
#else
    std::puts("compiled by g++");
#endif
}
