// Small house rules: every file parses, no debug output in src, no tabs, no trailing blanks.
//   node --experimental-vm-modules scripts/lint.mjs
import { globSync, readFileSync } from 'node:fs';
import { SourceTextModule } from 'node:vm';

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

/** The stack of a syntax error starts with the place, when the engine knows it. */
function lineOf(error, file) {
  const place = error.stack.split('\n').find((line) => line.startsWith(`${file}:`));
  return Number(place?.slice(file.length + 1) ?? 1);
}

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  try {
    new SourceTextModule(text, { identifier: file });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    complain(file, lineOf(error, file), `does not parse: ${error.message}`);
  }
  for (const [index, line] of text.split('\n').entries()) {
    for (const rule of rules) {
      if (rule.applies(file) && rule.pattern.test(line)) complain(file, index + 1, rule.name);
    }
  }
}

console.log(problems === 0 ? `✔ ${files.length} files, no problems` : `✖ ${problems} problem(s)`);
process.exitCode = problems === 0 ? 0 : 1;
