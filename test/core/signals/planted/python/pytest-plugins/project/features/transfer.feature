Feature: Transfers
  Scenario: Money moves
    Given an account with 10 euros
    When I transfer 5 euros
    Then 5 euros are left

  Scenario: Too much
    Given an account with 10 euros
    When I transfer 50 euros
    Then the transfer is refused
