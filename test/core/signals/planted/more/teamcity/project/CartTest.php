<?php
require_once __DIR__ . '/../src/Cart.php';
use PHPUnit\Framework\TestCase;
use Shop\Cart;
final class CartTest extends TestCase {
  public function testTotal(): void {
    $c = new Cart(); $c->add('a', 2);
    $this->assertSame(2, $c->total());
  }
  public function testRejects(): void {
    (new Cart())->add('a', 0);
  }
  /** @dataProvider sums */
  public function testSums(int $a, int $b): void {
    $this->assertEquals($a, $b, 'sums differ');
  }
  public static function sums(): array { return ['same' => [1,1], 'other pair' => [1,2]]; }
  public function testBoom(): void { (new Cart())->boom(); }
  public function testArray(): void { $this->assertEquals(['a'=>1,'b'=>2], ['a'=>1,'b'=>3]); }
  public function testRisky(): void { }
  public function testOk(): void { $this->assertTrue(true); }
}
