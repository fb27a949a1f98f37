#include <iostream>
#include <string>

int main() {
    int n = "three";
    std::string s = 5 + undefined;
}
