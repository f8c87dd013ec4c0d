from behave import given, then, when


@given("an account")
def account(context):
    context.left = 10


@given("a broken bank")
def broken(context):
    raise ConnectionError("the bank is away")


@when("I transfer {amount:d}")
def transfer(context, amount):
    context.left = 10 - amount


@then("5 are left")
def left(context):
    assert context.left == 6, f"got {context.left}"
