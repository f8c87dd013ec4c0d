import { test } from '@playwright/test';
import { nothing } from '../pages/missing-page.js';

test('needs a page', () => nothing());
