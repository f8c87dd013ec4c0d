// Small house rules: every file parses, no debug output in src, no tabs, no trailing blanks.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

const rules = [
  { name: 'no-console', applies: (file) => file.startsWith('src/'), pattern: /\bconsole\.\w+\(/ },
  { name: 'no-debugger', applies: () => true, pattern: /^\s*debugger\b/ },
  { name: 'no-tabs', applies: () => true, pattern: /\t/ },
  { name: 'no-trailing-spaces', applies: () => true, pattern: /[ \t]+$/ },
];

const files = globSync('{src,test}/**/*.js').sort();
let problems = 0;

function complain(file, line, text) {
  problems += 1;
  console.log(`::error file=${file},line=${line},title=lint::${text}`);
  console.log(`${file}:${line}: ${text}`);
}

for (const file of files) {
  const check = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  if (check.status !== 0) complain(file, Number(/:(\d+)$/m.exec(check.stderr)?.[1] ?? 1), `does not parse: ${check.stderr.trim()}`);
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const rule of rules) {
      if (rule.applies(file) && rule.pattern.test(line)) complain(file, index + 1, rule.name);
    }
  }
}

console.log(problems === 0 ? `✔ ${files.length} files, no problems` : `✖ ${problems} problem(s)`);
process.exitCode = problems === 0 ? 0 : 1;
