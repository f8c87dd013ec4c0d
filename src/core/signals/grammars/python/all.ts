// Tools of Python repositories.
import type { Grammar } from '../../grammar.ts';
import { annotationCommands } from './annotation-commands.ts';
import { bandit } from './bandit.ts';
import { behave } from './behave.ts';
import { conda } from './conda.ts';
import { django } from './django.ts';
import { mkdocs, sphinx } from './docs-builders.ts';
import { doctest } from './doctest.ts';
import { flake8 } from './flake8.ts';
import { formatChecks } from './format-checks.ts';
import { green } from './green.ts';
import { mypy } from './mypy.ts';
import { otherTypeCheckers } from './other-type-checkers.ts';
import { pip } from './pip.ts';
import { pdm, pipenv } from './pipenv-pdm.ts';
import { poetry } from './poetry.ts';
import { projectLintLines } from './project-lint-lines.ts';
import { pydocstyle } from './pydocstyle.ts';
import { pylint } from './pylint.ts';
import { pyright } from './pyright.ts';
import { pytest } from './pytest.ts';
import { python } from './python.ts';
import { pythonBuild } from './python-build.ts';
import { robot } from './robot.ts';
import { ruff } from './ruff.ts';
import { stestr } from './stestr.ts';
import { nox, tox } from './tox-nox.ts';
import { trial } from './trial.ts';
import { unittest } from './unittest.ts';
import { uv } from './uv.ts';
import { ward } from './ward.ts';
import { zope } from './zope.ts';

export const PYTHON: readonly Grammar[] = [
  ...[stestr, green, zope, ward, unittest, trial, pytest, doctest, behave, robot],
  ...[mypy, pyright, ...otherTypeCheckers],
  ...[ruff, flake8, pylint, pydocstyle, bandit, annotationCommands],
  ...[formatChecks, django, sphinx, mkdocs, ...projectLintLines],
  ...[pip, uv, poetry, pipenv, pdm, conda, python, pythonBuild, tox, nox],
];
