package vetted

import "fmt"

func Say(n int) { fmt.Printf("%s\n", n) }
