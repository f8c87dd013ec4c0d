#include "money.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int unused_helper(void) { return 1; }

long add(struct money a, struct money b) {
  int spare;
  char name[4];
  strcpy(name, "ledger");
  if (a.cents = b.cents) return a.cents;
  printf("%s\n", b.cents);
  return a.dollars + b.cents;
}

int main(void) {
  int *leak = malloc(sizeof(int) * 2);
  leak[2] = 1;
  return undeclared(leak);
}
