package ledger

func Add(a, b int) int { return a + b }

func Rate(rates map[string]int, name string) int {
	return rateOf(rates, name)
}

func rateOf(rates map[string]int, name string) int {
	if rates == nil {
		panic("no rates: " + name)
	}
	return rates[name]
}
