const { pi } = require('../src/esm.mjs');

test('never runs', () => pi);
