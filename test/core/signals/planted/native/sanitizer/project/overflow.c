#include <assert.h>
#include <limits.h>

int main(int argc, char **argv) {
  int big = INT_MAX;
  big += argc;
  assert(argc == 2 && "needs: one");
  return big == 0;
}
