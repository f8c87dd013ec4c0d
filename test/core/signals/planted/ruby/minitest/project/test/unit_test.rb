require 'test/unit'

class UnitTest < Test::Unit::TestCase
  def test_adds
    assert_equal(3, 1 + 1)
  end

  def test_raises
    raise ArgumentError, 'no owner'
  end

  def test_passes
    assert true
  end
end
