*** Test Cases ***
Fine
    Log    | FAIL |
