package testified

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
)

func TestEqual(t *testing.T) {
	assert.Equal(t, []int{1, 2}, []int{1, 3}, "order of %s", "things")
	assert.True(t, false)
}

func TestRequire(t *testing.T) {
	t.Run("inner", func(t *testing.T) {
		helper(t)
	})
}

func helper(t *testing.T) {
	require.NoError(t, errNone)
}

type noneError struct{}

func (noneError) Error() string { return "no such account" }

var errNone error = noneError{}

type LedgerSuite struct{ suite.Suite }

func (s *LedgerSuite) TestOrder() { s.Equal("open", "closed") }
func (s *LedgerSuite) TestFine()  {}

func TestLedgerSuite(t *testing.T) { suite.Run(t, new(LedgerSuite)) }
