#include <stdlib.h>

static int last(const int *all, int count) { return all[count]; }

int main(void) {
  int *all = calloc(3, sizeof(int));
  return last(all, 3);
}
