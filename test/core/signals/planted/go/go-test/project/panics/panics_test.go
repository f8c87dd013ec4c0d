package panics

import (
	"testing"

	"example.com/payments/ledger"
)

func TestBefore(t *testing.T) {}

func TestBreaks(t *testing.T) {
	t.Run("deep", func(t *testing.T) {
		ledger.Rate(nil, "EUR")
	})
}

func TestNeverRuns(t *testing.T) { t.Error("not reached") }
