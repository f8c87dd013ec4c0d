#include "catch_amalgamated.hpp"
#include "../src/ledger.hpp"

TEST_CASE("an empty ledger is nothing", "[ledger]") {
  CHECK(acme::total({}) == 0);
  REQUIRE(acme::total({1}) == 1);
}

TEST_CASE("a ledger with a very long name that does not fit into one line of eighty columns at all", "[ledger]") {
  SECTION("when it is open") {
    SECTION("adds: 1 + 2") {
      INFO("adding two postings");
      REQUIRE(acme::total({1, 2}) == 3);
    }
    SECTION("is fine") { CHECK(true); }
  }
}

SCENARIO("rates are known") {
  GIVEN("a currency") {
    WHEN("it is the pound") {
      THEN("there is a rate") { REQUIRE(acme::rate("GBP") == 1); }
    }
  }
}

TEST_CASE("generated") {
  auto cents = GENERATE(1L, 2L);
  CHECK(acme::total({cents}) == cents);
}

TEMPLATE_TEST_CASE("sizes", "[template]", int, char) { CHECK(sizeof(TestType) == 4); }

struct Books {
  int pages = 3;
};
TEST_CASE_METHOD(Books, "books have pages") { REQUIRE(pages == 4); }

TEST_CASE("words match") { CHECK_THAT(std::string("ledger"), Catch::Matchers::ContainsSubstring("book")); }

TEST_CASE("throws what it should") { CHECK_THROWS_AS(acme::rate("GBP"), std::logic_error); }
TEST_CASE("fails by hand") { FAIL("not written yet"); }
TEST_CASE("is skipped") { SKIP("later"); }
TEST_CASE("may fail", "[!mayfail]") { CHECK(1 == 2); }
