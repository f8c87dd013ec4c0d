package ledger

import (
	"os"
	"testing"
)

func TestAdds(t *testing.T) {
	if Add(1, 2) != 3 {
		t.Error("cannot add")
	}
}

func TestSum(t *testing.T) {
	if got := Add(2, 2); got != 5 {
		t.Errorf("Add(2, 2) = %d, want %d", got, 5)
	}
}

func TestTable(t *testing.T) {
	for _, tc := range []struct {
		name string
		want int
	}{{"one", 1}, {"two words", 2}, {"a/b: c", 3}, {"", 4}} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.want != 1 {
				t.Logf("looking at %q", tc.name)
				t.Fatalf("got 1, want %d", tc.want)
			}
		})
	}
}

func TestDeep(t *testing.T) {
	t.Run("group", func(t *testing.T) {
		t.Run("inner", func(t *testing.T) {
			check(t, 1, 2)
		})
		t.Run("fine", func(t *testing.T) {})
	})
}

func check(t *testing.T, got, want int) {
	t.Helper()
	if got != want {
		t.Fatalf("mismatch:\n  got:  %d\n  want: %d", got, want)
	}
}

func TestParentToo(t *testing.T) {
	t.Run("fine", func(t *testing.T) {})
	t.Error("the parent itself")
}

func TestParallel(t *testing.T) {
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Errorf("%s went wrong", name)
		})
	}
}

func TestSaysNothing(t *testing.T) { t.Fail() }

func TestSkipped(t *testing.T) { t.Skip("--- FAIL: not really") }

func TestPrints(t *testing.T) {
	os.Stdout.WriteString("panic: only printed\n")
	os.Stdout.WriteString("error: order_test.go:3: printed\n")
	t.Error("printed and failed")
}
