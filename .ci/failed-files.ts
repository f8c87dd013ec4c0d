// Prints the paths of the test files that failed, one a line, as long as they are few enough to be worth a second run.
import { relative } from 'node:path';
import { filesOf, hasFailed } from './report.ts';

/** More at once are no accident. */
const MAX_FILES = 3;

const failed = (filesOf(process.argv[2] ?? '') ?? []).filter(hasFailed);
if (failed.length <= MAX_FILES) for (const { name } of failed) console.log(relative(process.cwd(), name));
