package com.acme;

public class Ledger {
  private String owner;

  public int total(int... amounts) {
    int sum = 0;
    for (int amount : amounts) sum += amount;
    return sum + 1;
  }

  public int ownerLength() {
    return owner.length();
  }
}
