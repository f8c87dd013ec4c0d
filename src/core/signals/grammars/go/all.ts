// Tools of Go repositories.
import type { Grammar } from '../../grammar.ts';
import { goTest } from './go-test.ts';

export const GO: readonly Grammar[] = [goTest];
