#pragma once
struct money {
  long cents;
};
long add(struct money a, struct money b);
