#include <stdlib.h>

static int sum(const int *values, int count) {
  int total = 0;
  for (int at = 0; at <= count; at++) total += values[at];
  return total;
}

int main(void) {
  int *values = malloc(3 * sizeof(int));
  for (int at = 0; at < 3; at++) values[at] = at;
  int total = sum(values, 3);
  values = malloc(4);
  if (total > 3) free(values);
  int unset;
  return unset > 3 ? 1 : 0;
}
