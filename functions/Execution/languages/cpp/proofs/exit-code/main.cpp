#include <cstdio>

int main() {
    std::puts("before");
    return 3;
}
