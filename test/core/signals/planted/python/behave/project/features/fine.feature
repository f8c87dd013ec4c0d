Feature: Fine
  Scenario: All is well
    Given an account
