#include <vector>
#include <algorithm>
struct Posting { int amount; };
int main() {
  std::vector<Posting> all;
  std::sort(all.begin(), all.end());
}
