// Tools of Python repositories.
import type { Grammar } from '../../grammar.ts';
import { pytest } from './pytest.ts';

export const PYTHON: readonly Grammar[] = [pytest];
