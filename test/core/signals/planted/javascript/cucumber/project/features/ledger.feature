Feature: Ledger

  Background:
    Given a ledger

  Rule: sums

    Scenario: adds up
      When 2 is added
      Then the sum is 3

    Scenario: is empty
      Then the sum is 0

  Scenario Outline: reads <amount>
    When <amount> is added
    Then the sum is 4

    Examples:
      | amount |
      | 4      |
      | 5      |

  Scenario: has no words for it
    When somebody laughs

  Scenario: is not there yet
    When it is closed
