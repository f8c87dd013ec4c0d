package cart

import "testing"

func TestTotal(t *testing.T) {
	for _, c := range []struct{ n string; a int }{{"one plus one", 1}, {"a/b c", 2}} {
		t.Run(c.n, func(t *testing.T) {
			t.Parallel()
			if Total(c.a, 1) != c.a+1 {
				t.Errorf("got %d\nwant %d", Total(c.a, 1), c.a+1)
			}
		})
	}
}
func TestOK(t *testing.T)   {}
func TestSkip(t *testing.T) { t.Skip("later") }
func TestHelper(t *testing.T) { fail(t) }
func fail(t *testing.T) { t.Helper(); t.Fatal("no db") }
func BenchmarkX(b *testing.B) { b.Fatal("bench broke") }
