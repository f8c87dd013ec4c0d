package goroutine

import (
	"testing"
	"time"
)

func TestBackground(t *testing.T) {
	go work(nil)
	time.Sleep(time.Second)
}

func work(p *int) {
	*p = 1
}
