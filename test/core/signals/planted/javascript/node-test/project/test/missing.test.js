import { test } from 'node:test';
import { nothing } from './missing.js';

test('never runs', () => nothing());
