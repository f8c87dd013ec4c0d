import test from 'ava'; test('is fine', t => t.pass());
