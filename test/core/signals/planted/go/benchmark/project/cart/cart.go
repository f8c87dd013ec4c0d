package cart

func Total(a, b int) int { return a + b + 1 }
