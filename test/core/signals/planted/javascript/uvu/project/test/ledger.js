import { suite } from 'uvu'; import * as assert from 'uvu/assert';
import { add, rate } from '../src/ledger.js';
const Ledger = suite('Ledger');
Ledger('adds up', () => { assert.is(add(1, 2), 4, 'the sum'); });
Ledger('throws', () => { rate('USD'); });
Ledger('fine', () => {});
Ledger('equal', () => { assert.equal({ a: 1 }, { a: 2 }); });
Ledger.run();
