<?php
namespace Shop;
class Cart {
  private array $items = [];
  public function add(string $sku, int $qty): void { if ($qty < 1) throw new \InvalidArgumentException("qty must be positive"); $this->items[$sku] = $qty; }
  public function total(): int { return array_sum($this->items) + 1; }
  public function boom() { return undefined_fn(); }
}
