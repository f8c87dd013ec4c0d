import { test } from 'uvu'; import * as assert from 'uvu/assert'; test('alone', () => { assert.ok(false); }); test.run();
