#include <gtest/gtest.h>
#include <stdexcept>

static int total(int a, int b) { return a + b + 1; }

TEST(LedgerTest, Sums) {
  EXPECT_EQ(total(1, 2), 3);
}

TEST(LedgerTest, ThrowsErrorFailed) {
  std::cout << "ledger.cc:9: error: not a failure\n";
  EXPECT_THROW(throw std::runtime_error("expected"), std::runtime_error);
}

TEST(LedgerTest, Throws) {
  throw std::runtime_error("no file");
}

class RateTest : public testing::TestWithParam<int> {};

TEST_P(RateTest, IsSmall) {
  ASSERT_LT(GetParam(), 3) << "rate: too large\n[really]";
}

INSTANTIATE_TEST_SUITE_P(All, RateTest, testing::Values(2, 4));

#ifdef CRASH
TEST(ZCrash, Dies) {
  volatile int *nowhere = nullptr;
  *nowhere = 1;
}
#endif
