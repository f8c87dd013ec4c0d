package fine

import (
	"fmt"
	"testing"
)

func TestErrorFail(t *testing.T) {
	fmt.Println("panic: only words")
	fmt.Println("# error: main.go:3:1: undefined: x")
	defer func() {
		if recover() == nil {
			t.Fatal("did not panic")
		}
	}()
	panic("expected")
}

func TestFAIL(t *testing.T) {
	t.Run("FAIL: x", func(t *testing.T) { t.Log("Error: 0 failed") })
	t.Skip("--- FAIL")
}

func Example() {
	fmt.Println("FAIL")
	// Output: FAIL
}
