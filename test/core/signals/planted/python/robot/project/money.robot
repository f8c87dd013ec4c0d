*** Settings ***
Documentation    Money of people

*** Test Cases ***
Adds
    [Documentation]    Numbers
    Should Be Equal    1    2

Fine
    Log    x

Missing
    No Such Keyword    1

Many Lines
    Fail    one\ntwo
