#define BOOST_TEST_MODULE payments
#include <boost/test/included/unit_test.hpp>
#include "../src/ledger.hpp"

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(empty_is_nothing) {
  BOOST_TEST(acme::total({}) == 0);
  BOOST_CHECK_EQUAL(acme::total({1}), 1);
}

BOOST_AUTO_TEST_CASE(knows_the_pound) { BOOST_REQUIRE(acme::rate("GBP") == 1); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(stops_at_the_first) {
  BOOST_REQUIRE_MESSAGE(acme::total({2}) == 2, "two is two: no");
  BOOST_CHECK(false);
}

BOOST_AUTO_TEST_CASE(fine) { BOOST_CHECK(true); }
