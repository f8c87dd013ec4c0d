class Cart; def total; 3; end; end
RSpec.describe Cart do
  subject(:cart) { Cart.new }
  it("totals") { expect(cart.total).to eq(2) }
  context "when empty" do
    it "raises", :aggregate_failures do
      expect(1).to eq(2)
      expect(3).to eq(4)
    end
    it("is pending") { pending "later"; expect(1).to eq(2) }
    it("fixed pending") { pending "was broken"; expect(1).to eq(1) }
    before(:each) { @x = 1 }
    it("hash") { expect({a: 1, b: 2}).to match(a: 1, b: 3) }
  end
  shared_examples("positive") { it("is positive") { expect(-1).to be > 0 } }
  include_examples "positive"
end
