#include <stdio.h>
#include "gone.h"

int main(void) { return 0; }
