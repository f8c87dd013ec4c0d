import { test } from 'node:test';

test('starts', () => {});
process.exit(3);
