package broken

import "os"

func Count() int {
	var unused int
	return "three"
}

func Twice() int { return undefinedName * 2 }
