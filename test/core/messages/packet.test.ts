// What a person gets who takes a task from here: the same words for the thread, the pull request and the page.
import { expect, it } from 'vitest';
import { linesMrkdwn } from '#adapters/slack/render/mrkdwn.ts';
import { asComment } from '#core/messages/as-comment.ts';
import type { Line } from '#core/messages/message.ts';
import { MAX_CHAT_CHARS, packetMessage } from '#core/messages/packet/packet.ts';
import { reproduceLine } from '#core/messages/packet/reproduce.ts';
import { plain } from '#core/messages/words.ts';
import type { Task } from '#core/task/task.ts';
import { failure, POLICY } from '../support/samples.ts';
import { LEFT_TO_DO, TASKS } from './tasks.ts';

const PAGE = 'https://greenlight.test/tasks/t-00000001';
const linesIn = (task: Task, maxChars?: number): readonly Line[] => {
  const message = packetMessage(task, maxChars === undefined ? undefined : { maxChars, taskPage: PAGE });
  return message?.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines : [])) ?? [];
};
const wordsIn = (task: Task, maxChars?: number): string => linesIn(task, maxChars).map(plain).join('\n');

/** As many failures as a record may hold, each in the words of somebody who means no good. */
const CROWDED: Task = {
  ...LEFT_TO_DO,
  attempts: LEFT_TO_DO.attempts.map((attempt) => ({
    ...attempt,
    triage: { likely: 'change', because: [], perFailure: [] },
    failures: Array.from({ length: 40 }, (_, index) => ({
      ...failure(`case ${index}`),
      tool: 'vitest',
      file: `test/case-${index}.test.js`,
      line: index + 1,
      message: '<&>'.repeat(60),
    })),
  })),
};

it('says everything where there is room', () => {
  expect(wordsIn(LEFT_TO_DO)).toMatchInlineSnapshot(`
    " Blocked. max_attempts: all 2 attempts of this round were red.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✘ red, 1 failure: expires a hold, and 1 not this change's · changed 2 files, +14 −5: src/settlement.js and test/settlement.test.js
    2  ✘ red, 1 failure (1 new, 1 fixed): refunds twice, and 1 not this change's · changed 2 files, +14 −5: src/settlement.js and test/settlement.test.js
    What remains at 8d04e17
    • refunds twice, test/settlement.test.js:12, in test: expected 2 to be 3 (its file is in the change)
    • pays in full, test/a pay.test.js:13, in test: expected 'paid' to be 'open' (not this change's: it fails on main at 3f9c2ab as well)
    Reproduce: npx --no-install vitest run test/settlement.test.js
    Branch: git fetch origin greenlight/t-00000001 && git switch greenlight/t-00000001
    So far: $0.84 (as the agent tells), 2 attempts, 10 min of agents at work, 1 h 12 min since it was asked for
    Retry with a hint gives it a fresh round."
  `);
});

it('is for what was worked on and waits for a person', () => {
  expect(packetMessage(TASKS.working as Task)).toBeUndefined();
  expect(packetMessage(TASKS.green as Task)).toBeUndefined();
  const untried = { ...LEFT_TO_DO, attempts: [] };
  expect(packetMessage(untried)).toBeUndefined();
});

it('leaves out whole parts where there is no room, and says where they are', () => {
  const words = wordsIn(CROWDED, MAX_CHAT_CHARS);
  const all = wordsIn(CROWDED).split('\n');
  const kept = words.split('\n');
  expect(kept.filter((line) => !all.includes(line))).toEqual([
    'There was no room here for all of it: the rest is on the task page.',
  ]);
  expect(words).toContain('• case 0, test/case-0.test.js:1');
  expect(words).toContain('Reproduce: npx --no-install vitest run test/case-0.test.js');
  expect(words).toContain('git switch');
  expect(words).not.toContain('Spent');
  expect(linesIn(CROWDED, MAX_CHAT_CHARS).flat()).toContainEqual({
    link: PAGE,
    label: 'the rest is on the task page',
  });
});

it.each([300, 1_000, MAX_CHAT_CHARS])(
  'is no longer in Slack than %i characters, markup included',
  (maxChars) => {
    const drawn = linesMrkdwn(linesIn(CROWDED, maxChars));
    const always = linesMrkdwn(linesIn({ ...LEFT_TO_DO, attempts: LEFT_TO_DO.attempts.slice(0, 1) }, 0));
    expect(drawn.length).toBeLessThanOrEqual(Math.max(maxChars, always.length));
    expect(drawn.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
  },
);

it.each([
  [
    'the one test, where its tool is known',
    { tool: 'vitest', file: 'a.test.js' },
    'npx --no-install vitest run a.test.js',
  ],
  [
    'a file whose name would be more than one word',
    { tool: 'vitest', file: "a'; rm -rf $HOME" },
    "npx --no-install vitest run 'a'\\''; rm -rf $HOME'",
  ],
  [
    "the step's own command, where the tool is not known",
    { step: 'Run npm test', job: 'unit' },
    'npm test, as the job unit does',
  ],
  [
    'the step, where it has a name of its own',
    { step: 'Unit tests', job: 'unit' },
    'the step “Unit tests” of the job unit',
  ],
  [
    'no command in which something cannot be seen',
    { tool: 'vitest', file: 'a\u202e.js', step: 'Run `x`', job: 'unit' },
    'the step “Run `x`” of the job unit',
  ],
])('says how to see a failure: %s', (_name, over, said) => {
  const line = reproduceLine([{ ...failure('a'), ...over }], POLICY);
  expect(plain(line ?? [])).toBe(`Reproduce: ${said}`);
});

it('promises no command where none is known', () => {
  expect(reproduceLine([failure('a')], POLICY)).toBeUndefined();
});

it('calls nobody, closes nothing and links nowhere on a pull request', () => {
  const text = 'fixes #12, closes GH-7 for @team and &#64;all: https://evil.test <img src=x> [a](b) `c`';
  const comment = asComment(
    { text: '', blocks: [{ kind: 'lines', lines: [[text], [{ code: 'a `b` @c' }]] }] },
    () => true,
  );
  expect(comment.replaceAll('\u200b', '·')).toMatchInlineSnapshot(`
    "fixes #·12, closes GH-·7 for @·team and &amp;#·64;all: https://·evil.test \\<img src=x\\> \\[a\\](b) \\\`c\\\`

    \`a 'b' @c\`"
  `);
});
