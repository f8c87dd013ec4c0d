#include <stdio.h>
int main(void) { puts("src/fine.c:3:5: error: only printed"); return 0; }
