// What the scripted agent knows of the sample repository payments: a plausible mistake, then the two true cures of its flaky tests.
import { edit, has, runTests, say, wordsOf } from './workbench.mjs';

export const name = 'payments';
export const example = 'fix flaky tests in payments';
export const serves = (request) => /flak|race|racy|intermittent|unstable|random|sometimes/i.test(request);

export const guess = {
  file: 'src/journal.js',
  without: "    await appendFile(path, '');\n    return new Journal(path);",
  with: "    await appendFile(path, '');\n    // Give the file system a moment: right after creation the journal may not be readable yet.\n    await new Promise((resolve) => setTimeout(resolve, 25));\n    return new Journal(path);",
};

export const races = [
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

export function cure(race) {
  say(`Reading ${race.file}`);
  say(`Found it: ${race.why.split(':')[0].split(',')[0]}`);
  edit({ file: race.file, from: race.broken, to: race.cured });
  const tookBack =
    race.name === 'ordering' && edit({ file: guess.file, from: guess.with, to: guess.without });
  runTests(race.test);
  return `${race.why}${tookBack ? ' The delay from the earlier attempt cured nothing and is taken back.' : ''}`;
}

export function makeGuess() {
  say('Reading test/settlement.test.js, test/holds.test.js, src/journal.js');
  say('The suites that fail now and then open a journal first; suspecting the file system');
  edit({ file: guess.file, from: guess.without, to: guess.with });
  runTests('test/settlement.test.js');
  return 'The flaky suites start by creating a journal file. Opening it now waits 25 ms, so that the file is there before the first read.';
}

/** One step of the work, or why there is none. */
export function work({ failures }) {
  const open = races.filter((race) => has(race.file, race.broken));
  if (open.length === 0)
    return 'Both races that I know in this repository are cured already; I changed nothing.';
  if (failures.length === 0) return has(guess.file, guess.with) ? cure(open[0]) : makeGuess();
  const words = wordsOf(failures);
  const named = open.find((race) => race.names.test(words));
  if (named !== undefined) return cure(named);
  // A log that says "failed" and names no test still means the known races.
  const namesAny = races.some((race) => race.names.test(words));
  if (!namesAny && has(guess.file, guess.with)) return cure(open[0]);
  return 'The failures name nothing that I know how to mend; I changed nothing.';
}
