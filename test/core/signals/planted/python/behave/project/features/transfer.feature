Feature: Transfers
  Scenario: Money moves
    Given an account
    When I transfer 5
    Then 5 are left

  Scenario: Undefined
    Given nothing like this

  Scenario: Fine
    Given an account

  Scenario Outline: Table
    When I transfer <x>
    Then 5 are left
    Examples:
      | x |
      | 1 |
      | 2 |

  Scenario: Broken step
    Given a broken bank
