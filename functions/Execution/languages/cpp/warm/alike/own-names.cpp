#include <iostream>

double y1 = 3, j0 = 1;
struct vector { int x; };
int lerp(int a) { return a; }

int main() {
    std::cout << y1 + j0 + vector{2}.x + lerp(1) << '\n';
}
