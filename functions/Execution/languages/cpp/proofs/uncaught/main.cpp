#include <cstdio>

int main() {
    std::puts("before");
    throw 1;
}
