// Tools of Python repositories.
import type { Grammar } from '../../grammar.ts';
import { pytest } from './pytest.ts';
import { trial } from './trial.ts';
import { unittest } from './unittest.ts';

export const PYTHON: readonly Grammar[] = [unittest, trial, pytest];
