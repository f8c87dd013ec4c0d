package com.acme;

import static org.junit.Assert.*;

import org.junit.Test;

public class PostingTest {
  @Test
  public void isBooked() {
    assertEquals("the posting", 1, 2);
  }

  @Test
  public void isRead() {
    throw new IllegalStateException("no file: a - b");
  }

  @Test(expected = IllegalStateException.class)
  public void failsOnPurpose() {
    throw new IllegalStateException("expected");
  }
}
