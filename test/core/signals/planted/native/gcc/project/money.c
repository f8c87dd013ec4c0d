#include <stdio.h>

int total(int count) {
  int unused = 3;
  return count + missing;
}

int main(void) {
  printf("%s\n", total(2));
  retrun 0;
}
