#include <catch2/catch.hpp>

TEST_CASE("adds") {
    REQUIRE(2 + 2 == 4);
}
