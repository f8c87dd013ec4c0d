#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "../src/ledger.hpp"

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Ledger, AddsUp) {
  EXPECT_EQ(acme::total({}), 0) << "an empty one";
  ASSERT_EQ(acme::total({1}), 1);
}

TEST(Ledger, Matches) { EXPECT_THAT((std::vector<int>{1, 3}), ElementsAre(1, 2)); }

class Rates : public ::testing::TestWithParam<const char*> {};
TEST_P(Rates, AreKnown) { EXPECT_EQ(acme::rate(GetParam()), 1); }
INSTANTIATE_TEST_SUITE_P(All, Rates, ::testing::Values("EUR", "GBP"));

struct Clock {
  virtual ~Clock() = default;
  virtual long now() = 0;
};
struct MockClock : Clock {
  MOCK_METHOD(long, now, (), (override));
};
TEST(Clocks, AreRead) {
  MockClock clock;
  EXPECT_CALL(clock, now()).Times(1);
}

template <typename T>
class Sizes : public ::testing::Test {};
using Types = ::testing::Types<int, char>;
TYPED_TEST_SUITE(Sizes, Types);
TYPED_TEST(Sizes, IsFour) { EXPECT_EQ(sizeof(TypeParam), 4U); }

class Books : public ::testing::Test {
 protected:
  void SetUp() override { FAIL() << "no books"; }
};
TEST_F(Books, Open) { SUCCEED(); }

TEST(Deaths, AreExpected) { EXPECT_DEATH(std::abort(), "nothing of this"); }
TEST(Skips, Itself) { GTEST_SKIP() << "later"; }
TEST(DISABLED_Old, Fails) { FAIL(); }
