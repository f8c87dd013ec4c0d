package broken

func Sum(a int) int {
	var unused int
	return a + missing
}
