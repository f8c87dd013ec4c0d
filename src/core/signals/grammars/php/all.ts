// Tools of PHP repositories.
import type { Grammar } from '../../grammar.ts';
import { php, phpCsFixer, phpcs, phpstan, psalm } from './analysis.ts';
import { composer } from './composer.ts';
import { pest } from './pest.ts';
import { phpunit } from './phpunit.ts';

export const PHP: readonly Grammar[] = [phpunit, pest, phpstan, psalm, phpcs, phpCsFixer, php, composer];
