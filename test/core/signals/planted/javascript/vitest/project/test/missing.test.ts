import { test } from 'vitest';
import { nothing } from './missing.ts';

test('never runs', () => nothing());
