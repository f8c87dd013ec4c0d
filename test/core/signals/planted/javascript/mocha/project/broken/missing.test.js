const { nothing } = require('./missing.js');

test('never runs', () => nothing());
