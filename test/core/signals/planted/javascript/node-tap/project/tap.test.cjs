const t = require('tap');
t.test('sums', (t) => { t.equal(1+1, 3, 'one and one'); t.ok(true); t.end(); });
t.test('throws', async (t) => { throw new Error('bad'); });
