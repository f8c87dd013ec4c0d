package brokentest

func One() int { return 1 }
