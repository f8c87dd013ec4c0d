#include <map>
#include <memory>
#include <string>
#include <vector>
#include "missing.hpp"

struct Books {
  virtual void open() = 0;
};

template <typename T>
T twice(T value) { return value * 2; }

int main() {
  Books books;
  std::vector<std::unique_ptr<int>> all;
  auto copy = all;
  auto doubled = twice(std::string("a"));
  const int pages = "three";
  std::map<std::string, int> index = {{1, 2}};
  return pages + undefined_name;
}
