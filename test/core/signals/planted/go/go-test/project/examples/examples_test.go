package examples

import (
	"fmt"
	"testing"
)

func Example() {
	fmt.Println("one")
	// Output: two
}

func FuzzParse(f *testing.F) {
	f.Add("x")
	f.Add("yy")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1 {
			t.Errorf("too long: %q", s)
		}
	})
}

func BenchmarkX(b *testing.B) {}
