#include <cstdio>
#include "lib/words.hpp"

int main() {
    std::puts(greet("Ada").c_str());
}
