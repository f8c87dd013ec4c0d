#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <stdexcept>

static int total(int a, int b) { return a + b + 1; }

TEST_CASE("totals are summed", "[ledger]") {
  SECTION("with two postings") {
    REQUIRE(total(1, 2) == 3);
  }
  SECTION("FAILED: in a name") { CHECK(true); }
}

TEST_CASE("a file: a - b") {
  throw std::runtime_error("no file");
}

TEST_CASE("error on purpose passes") {
  CHECK_THROWS(throw std::runtime_error("expected"));
}
