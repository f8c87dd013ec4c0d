#include <pthread.h>
#include <stdio.h>

static int shared;

static void *bump(void *none) {
  for (int at = 0; at < 1000; at++) shared++;
  return none;
}

int main(void) {
  pthread_t one, other;
  pthread_create(&one, NULL, bump, NULL);
  pthread_create(&other, NULL, bump, NULL);
  pthread_join(one, NULL);
  pthread_join(other, NULL);
  printf("%d\n", shared);
  return 0;
}
