#include <iostream>
#include <ranges>
#include <vector>
#include <algorithm>
#include <concepts>
#include <span>
template <std::integral T> T twice(T x) { return 2 * x; }
struct P { int a, b; auto operator<=>(const P&) const = default; };
int main() { std::vector v{1,2,3,4}; for (int x : v | std::views::filter([](int x){return x%2==0;}) | std::views::transform([](int x){return twice(x);})) std::cout << x << '\n'; std::ranges::sort(v, std::greater{}); std::cout << (P{1,2} < P{1,3}) << std::span(v)[0] << '\n'; }
