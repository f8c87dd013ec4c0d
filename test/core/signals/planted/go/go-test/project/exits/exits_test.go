package exits

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	println("no database")
	os.Exit(3)
}

func TestAny(t *testing.T) {}
