package main

func rate(all []int, at int) int { return all[at] }

func main() {
	println(rate([]int{1, 2}, len(string("abc"))))
}
