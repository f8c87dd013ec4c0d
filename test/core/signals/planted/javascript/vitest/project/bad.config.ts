import { defineConfig } from 'vitest/config';
import missing from './no-such-plugin.ts';

export default defineConfig({ plugins: [missing()] });
