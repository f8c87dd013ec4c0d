package com.acme;

import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private final Ledger ledger = new Ledger();

  @Test
  void sums() {
    assertEquals(6, ledger.total(1, 2, 3));
  }

  @Test
  void readsOwner() {
    assertEquals(0, ledger.ownerLength());
  }

  @Test
  @DisplayName("says \"Error: failed\" and passes")
  void printsFailure() {
    System.out.println("java.lang.AssertionError: expected:<1> but was:<2>");
    System.out.println("[ERROR] Tests run: 1, Failures: 1 in the text of a test");
    assertThrows(IllegalStateException.class, () -> { throw new IllegalStateException("expected"); });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "a - b", "x:y"})
  void names(String name) {
    assertTrue(name.length() < 3, () -> "too long: " + name);
  }

  @Nested
  class WhenEmpty {
    @Test
    void isZero() {
      check(0, ledger.total());
    }

    private void check(int expected, int actual) {
      assertEquals(expected, actual, "the total\nof nothing");
    }
  }
}
