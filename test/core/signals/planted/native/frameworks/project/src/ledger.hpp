#pragma once
#include <stdexcept>
#include <string>
#include <vector>

namespace acme {
inline long total(const std::vector<long>& cents) {
  long sum = 1;
  for (long each : cents) sum += each;
  return sum;
}
inline long rate(const std::string& currency) {
  if (currency != "EUR") throw std::invalid_argument("no rate for " + currency);
  return 1;
}
}  // namespace acme
