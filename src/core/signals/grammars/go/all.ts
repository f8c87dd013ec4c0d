// Tools of Go repositories.
import type { Grammar } from '../../grammar.ts';
import { ginkgo } from './ginkgo.ts';
import { goTest } from './go-test.ts';
import { golangciLint } from './golangci-lint.ts';

export const GO: readonly Grammar[] = [golangciLint, ginkgo, goTest];
