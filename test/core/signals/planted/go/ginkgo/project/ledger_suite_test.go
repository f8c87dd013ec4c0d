package ledger_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestLedger(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Ledger Suite")
}

var _ = Describe("Ledger", func() {
	It("adds up", func() {
		Expect(1 + 2).To(Equal(4))
	})
	Context("of yesterday", func() {
		It("reads x - y", func() {
			panic("no amount")
		})
		It("is fine", func() {})
	})
	PIt("is pending", func() {})
})
