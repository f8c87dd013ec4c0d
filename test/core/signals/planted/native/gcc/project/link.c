int rate(int currency);

static int half(void) { return rate(3) / 2; }

int main(void) { return half(); }
