#include <stdio.h>
int main(void){fprintf(stderr,"balance is wrong: 3 != 4\n");return 3;}
