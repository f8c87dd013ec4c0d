// Tools of Go repositories.
import type { Grammar } from '../../grammar.ts';
import { goTest } from './go-test.ts';
import { golangciLint } from './golangci-lint.ts';

export const GO: readonly Grammar[] = [golangciLint, goTest];
