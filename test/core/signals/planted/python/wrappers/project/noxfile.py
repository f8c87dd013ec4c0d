import nox


@nox.session(venv_backend="none")
def tests(session):
    session.run("pytest", "-p", "no:randomly", "-p", "no:sugar", "-p", "no:cacheprovider", "tests")


@nox.session(venv_backend="none")
def lint(session):
    session.run("ruff", "check", "--select", "F401", "src/imports.py")


@nox.session(venv_backend="none")
def missing(session):
    session.run("nothere")
