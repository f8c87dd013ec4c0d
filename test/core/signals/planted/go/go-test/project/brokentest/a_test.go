package brokentest

import "testing"

func TestOne(t *testing.T) {
	if One() != "one" {
		t.Fatal(two())
	}
}
