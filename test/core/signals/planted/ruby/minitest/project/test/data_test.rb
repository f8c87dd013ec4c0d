require "test/unit"
class TuTest < Test::Unit::TestCase
  def test_eq; assert_equal({a: 1}, {a: 2}); end
  def test_err; nil.foo; end
  data("one" => 1, "two" => 2)
  def test_data(d); assert_equal 1, d; end
  def test_ok; assert true; end
end
