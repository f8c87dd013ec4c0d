// The playground's coding agent: no model, no network, no dependencies. It reads its brief as a real agent would, looks at
// the code and at the failing tests, and makes one believable step: first a plausible mistake, then the two true cures.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const environment = process.env;
const say = (line) => console.log(line);

const guess = {
  file: 'src/journal.js',
  without: "    await appendFile(path, '');\n    return new Journal(path);",
  with: "    await appendFile(path, '');\n    // Give the file system a moment: right after creation the journal may not be readable yet.\n    await new Promise((resolve) => setTimeout(resolve, 25));\n    return new Journal(path);",
};

const races = [
  {
    name: 'ordering',
    file: 'src/settlement.js',
    test: 'test/settlement.test.js',
    names: /settlement/i,
    broken: '      this.#book(merchantId, day, line);',
    cured: '      await this.#book(merchantId, day, line);',
    why: 'settle() started the bookings without waiting for them, so the statement was read while entries were still being written, in whatever order the disk finished them. Each booking is now awaited before the next one.',
  },
  {
    name: 'clock',
    file: 'src/holds.js',
    test: 'test/holds.test.js',
    names: /\bholds?\b/i,
    broken:
      "    const hold = {\n      id: randomUUID(),\n      merchantId,\n      amount,\n      state: 'held',\n      placedAtMs: Date.now(),\n      authorisation: authorise(card, merchantId),\n    };\n    hold.expiresAtMs = Date.now() + this.#ttlMs;",
    cured:
      "    const placedAtMs = Date.now();\n    const hold = {\n      id: randomUUID(),\n      merchantId,\n      amount,\n      state: 'held',\n      placedAtMs,\n      expiresAtMs: placedAtMs + this.#ttlMs,\n      authorisation: authorise(card, merchantId),\n    };",
    why: 'place() read the clock twice, before and after computing the authorisation; whenever a millisecond passed in between, the hold lived longer than it should. The clock is now read once.',
  },
];

function readText(path) {
  return path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function readSignals() {
  const text = readText(environment.GREENLIGHT_SIGNALS_FILE);
  const signals = text === '' ? {} : JSON.parse(text);
  return { failures: signals.failures ?? [], hint: signals.hint ?? null };
}

/** What the person wrote: the fenced block that the prompt calls the request, or the whole prompt. */
function readRequest() {
  const prompt = readText(environment.GREENLIGHT_PROMPT_FILE);
  return /^(`{3,})text the request\n([\s\S]*?)\n\1$/m.exec(prompt)?.[2] ?? prompt;
}

function edit({ file, from, to }) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) return false;
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
  return true;
}

const has = (file, text) => readText(file).includes(text);

function runTests(file) {
  const { NODE_TEST_CONTEXT: _, ...env } = environment;
  const result = spawnSync(process.execPath, ['--test', file], { env, encoding: 'utf8', timeout: 30_000 });
  const counted = /^ℹ fail (\d+)$/m.exec(result.stdout ?? '')?.[1];
  say(`  ran ${file} once: ${counted === undefined ? `exit code ${result.status}` : `${counted} failed`}`);
}

function cure(race) {
  say(`Reading ${race.file}`);
  say(`Found it: ${race.why.split(':')[0].split(',')[0]}`);
  edit({ file: race.file, from: race.broken, to: race.cured });
  const tookBack =
    race.name === 'ordering' && edit({ file: guess.file, from: guess.with, to: guess.without });
  runTests(race.test);
  return `${race.why}${tookBack ? ' The delay from the earlier attempt cured nothing and is taken back.' : ''}`;
}

function makeGuess() {
  say('Reading test/settlement.test.js, test/holds.test.js, src/journal.js');
  say('The suites that fail now and then open a journal first; suspecting the file system');
  edit({ file: guess.file, from: guess.without, to: guess.with });
  runTests('test/settlement.test.js');
  return 'The flaky suites start by creating a journal file. Opening it now waits 25 ms, so that the file is there before the first read.';
}

/** One step of the work, or why there is none. */
function work() {
  const { failures } = readSignals();
  const open = races.filter((race) => has(race.file, race.broken));
  if (open.length === 0)
    return 'Both races that I know in this repository are cured already; I changed nothing.';
  if (failures.length === 0) return has(guess.file, guess.with) ? cure(open[0]) : makeGuess();
  const words = failures
    .map((one) => `${one.testId ?? ''} ${one.file ?? ''} ${one.message ?? ''}`)
    .join('\n');
  for (const one of failures) say(`  failing: ${one.testId ?? one.message ?? one.kind}`.slice(0, 200));
  const named = open.find((race) => race.names.test(words));
  if (named !== undefined) return cure(named);
  // A log that says "failed" and names no test still means the known races.
  const namesAny = races.some((race) => race.names.test(words));
  if (!namesAny && has(guess.file, guess.with)) return cure(open[0]);
  return 'The failures name nothing that I know how to mend; I changed nothing.';
}

function cannotServe(request) {
  if (!has('package.json', '"name": "payments"')) {
    return 'I am the scripted agent of the playground and only know the sample repository payments; I changed nothing.';
  }
  if (!/flak|race|racy|intermittent|unstable|random|sometimes/i.test(request)) {
    return 'I am the scripted agent of the playground: I can only mend the flaky tests of payments. Try "fix flaky tests in payments". I changed nothing.';
  }
  return null;
}

/** Other outcomes, for tests: GREENLIGHT_SCRIPT names one. */
const scripts = {
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

async function main() {
  const attempt = environment.GREENLIGHT_ATTEMPT ?? '1';
  const request = readRequest();
  const script = environment.GREENLIGHT_SCRIPT ?? '';
  say(`scripted agent: attempt ${attempt}, ${readSignals().failures.length} failure(s) from the last one`);
  if (script !== '' && !Object.hasOwn(scripts, script)) {
    console.error(`GREENLIGHT_SCRIPT=${script} is unknown; known are ${Object.keys(scripts).join(', ')}`);
    process.exit(64);
  }
  const outcome = script === '' ? (cannotServe(request) ?? work()) : await scripts[script]();
  const result = typeof outcome === 'string' ? { summary: outcome } : outcome;
  say(result.summary);
  if (environment.GREENLIGHT_RESULT_FILE)
    writeFileSync(environment.GREENLIGHT_RESULT_FILE, JSON.stringify(result));
}

await main();
