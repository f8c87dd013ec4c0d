#include <assert.h>
int sum(int a,int b){return a+b;}
int main(void){
  assert(sum(1,2)==4);
  return 0;
}
