// Tools of Python repositories.
import type { Grammar } from '../../grammar.ts';
import { annotationCommands } from './annotation-commands.ts';
import { bandit } from './bandit.ts';
import { flake8 } from './flake8.ts';
import { formatChecks } from './format-checks.ts';
import { jsonProblems } from './json-problems.ts';
import { mypy } from './mypy.ts';
import { otherTypeCheckers } from './other-type-checkers.ts';
import { pydocstyle } from './pydocstyle.ts';
import { pylint } from './pylint.ts';
import { pyright } from './pyright.ts';
import { pytest } from './pytest.ts';
import { ruff } from './ruff.ts';
import { trial } from './trial.ts';
import { unittest } from './unittest.ts';

export const PYTHON: readonly Grammar[] = [
  ...[unittest, trial, pytest],
  ...[mypy, pyright, ...otherTypeCheckers],
  ...[ruff, flake8, pylint, pydocstyle, bandit, jsonProblems, annotationCommands],
  formatChecks,
];
