import { test } from 'uvu'; test('fine', () => {}); test.run();
