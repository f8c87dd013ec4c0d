// Other outcomes of the scripted agent, for tests: GREENLIGHT_SCRIPT names one.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { cure, guess, makeGuess, races } from './payments.mjs';
import { edit, environment, has, readText, say } from './workbench.mjs';

export const scripts = {
  empty: () => 'I looked around and changed nothing.',
  same: () => {
    const attempt = environment.GREENLIGHT_ATTEMPT ?? '1';
    if (!has(guess.file, guess.with)) return makeGuess();
    const text = readText('README.md').replace(/\n*<!-- attempt \d+ -->\n*$/, '\n');
    writeFileSync('README.md', `${text}\n<!-- attempt ${attempt} -->\n`);
    return 'I tried the same idea again.';
  },
  hang: async () => {
    say('Thinking…');
    for (;;) await pause(60_000);
  },
  // Until somebody else puts the file there.
  wait: async () => {
    say('Waiting…');
    while (!existsSync('/tmp/go')) await pause(50);
    return races.map(cure).join(' ');
  },
  crash: () => {
    writeFileSync('src/half-done.js', '// half a thought\n');
    console.error('fatal: the agent ran out of ideas');
    process.exit(70);
  },
  'protected-path': () => {
    mkdirSync('.github/workflows', { recursive: true });
    writeFileSync('.github/workflows/ci.yml', 'name: CI\non: push\njobs: {}\n');
    return 'CI was in the way, so I emptied it.';
  },
  big: () => {
    const line = 'export const filler = "all work and no play makes a dull patch";\n';
    writeFileSync('src/generated.js', line.repeat(80_000));
    return 'I generated some code.';
  },
  symlink: () => {
    symlinkSync('/etc/passwd', 'src/people.js');
    return 'I linked the list of people.';
  },
  secret: () => {
    // Put together here, so that no scanner of this repository takes it for a real key.
    const key = ['ghp', 'R8c4Zt2vKq9LmX7wYb3NsD6fHj1PgA5eUo0T'].join('_');
    writeFileSync('src/config.js', `export const token = '${key}';\n`);
    return 'I configured access.';
  },
  weaken: () => {
    const file = 'test/holds.test.js';
    const from = "test('holds: a hold expires exactly its lifetime after it was placed', () => {";
    edit({ file, from, to: from.replace("test('", "test.skip('") });
    return 'The unreliable test is skipped for now.';
  },
  question: () => ({
    summary: 'I stopped before changing anything.',
    question: 'Should a hold live from the moment it was placed, or from the moment it was authorised?',
  }),
  'cure-all': () => races.map(cure).join(' '),
};
