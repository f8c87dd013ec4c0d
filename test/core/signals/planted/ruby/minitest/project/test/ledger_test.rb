require 'minitest/autorun'

class Ledger
  def sum(postings) = postings.sum + 1
  def owner = raise(ArgumentError, 'no owner')
end

class LedgerTest < Minitest::Test
  def test_sums
    assert_equal 3, Ledger.new.sum([1, 2])
  end

  def test_reads_owner
    assert_equal 'ana', Ledger.new.owner
  end

  def test_passes
    puts 'Failure:'
    assert true
  end

  def test_skips
    skip 'later'
  end
end

describe 'a ledger' do
  it 'is empty at first' do
    _([1]).must_be_empty
  end
end
