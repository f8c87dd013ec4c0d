from pytest_bdd import given, parsers, scenarios, then, when

scenarios("transfer.feature")


@given(parsers.parse("an account with {amount:d} euros"), target_fixture="account")
def account(amount):
    return {"left": amount}


@when(parsers.parse("I transfer {amount:d} euros"))
def transfer(account, amount):
    account["left"] -= amount


@then(parsers.parse("{amount:d} euros are left"))
def left(account, amount):
    assert account["left"] == amount + 1
