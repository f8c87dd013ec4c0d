#!/usr/bin/env node
// house-rules <directory…>: no debug output in src, no tabs, no trailing blanks.
import { globSync, readFileSync } from 'node:fs';

const rules = [
  { name: 'no-console', applies: (file) => file.startsWith('src/'), pattern: /\bconsole\.\w+\(/ },
  { name: 'no-debugger', applies: () => true, pattern: /^\s*debugger\b/ },
  { name: 'no-tabs', applies: () => true, pattern: /\t/ },
  { name: 'no-trailing-spaces', applies: () => true, pattern: /[ \t]+$/ },
];

const directories = process.argv.slice(2);
const files = directories.flatMap((directory) => globSync(`${directory}/**/*.js`)).sort();
let problems = 0;

for (const file of files) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const { name } of rules.filter(({ applies, pattern }) => applies(file) && pattern.test(line))) {
      problems += 1;
      console.log(`::error file=${file},line=${index + 1},title=house-rules::${name}`);
      console.log(`${file}:${index + 1}: ${name}`);
    }
  }
}

console.log(problems === 0 ? `✔ ${files.length} files, no problems` : `✖ ${problems} problem(s)`);
process.exitCode = problems === 0 ? 0 : 1;
