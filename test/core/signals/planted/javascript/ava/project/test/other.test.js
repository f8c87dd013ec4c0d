import test from 'ava';
import { rate } from '../src/ledger.js';
test('has a rate › twice', t => { t.is(rate('EUR'), 2); });
test('fine too', t => t.pass());
