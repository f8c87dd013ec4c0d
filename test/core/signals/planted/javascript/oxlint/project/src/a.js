const a = 1;
let b = 2;
foo();
if (b == 3) bar();
for (;;) {}
