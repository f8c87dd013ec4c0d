RSpec.describe 'Books' do
  shared_examples 'a total' do |sum|
    it("is #{sum}") { expect(1 + 1).to eq(sum) }
  end

  it_behaves_like 'a total', 2
  it_behaves_like 'a total', 3

  context 'when several things are wrong' do
    it 'tells all of them', :aggregate_failures do
      expect([1, 2]).to include(3)
      expect('ledger').to match(/book/)
    end
  end

  context 'when the set-up breaks' do
    before(:all) { raise ArgumentError, 'no books' }
    it('never runs') { expect(true).to be(true) }
    it('nor this') { expect(true).to be(true) }
  end

  [1, 2].each do |no|
    it("counts #{no}") { expect(no).to be < 2 }
  end

  it('changes') { expect { [].size }.to change { 1 }.by(1) }
  it { is_expected.to eq('nothing') }
  xit('is skipped') { raise }
  it('is pending') do
    pending 'not yet'
    expect(1).to eq(2)
  end
  it('is fixed') do
    pending 'was broken'
    expect(1).to eq(1)
  end
end
