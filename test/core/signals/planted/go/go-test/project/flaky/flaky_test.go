package flaky

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSometimes(t *testing.T) {
	mark := filepath.Join(os.TempDir(), "planted-flaky-mark")
	if _, err := os.Stat(mark); err == nil {
		os.Remove(mark)
		return
	}
	os.WriteFile(mark, nil, 0o600)
	t.Error("the first time")
}

func TestNever(t *testing.T) {
	if os.Getenv("NEVER") != "" {
		t.Error("never right")
	}
}
