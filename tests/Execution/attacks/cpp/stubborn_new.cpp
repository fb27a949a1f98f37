// why: Catches every failure and asks again.
// about: memory
// expect: memory_limit time_limit
// limits: memoryMb=64 wallMs=2000
// modes: A B
#include <cstring>
#include <new>

int main() {
    for (;;) {
        try {
            char *block = new char[8 << 20];
            std::memset(block, 1, 8 << 20);
        } catch (const std::bad_alloc &) {
        }
    }
}
