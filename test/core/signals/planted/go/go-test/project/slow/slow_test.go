package slow

import (
	"testing"
	"time"
)

func TestHangs(t *testing.T) {
	wait()
}

func wait() {
	time.Sleep(time.Minute)
}
