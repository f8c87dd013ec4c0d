// The voice of the product: every message in one document, and what holds for each of them.
import { describe, expect, it } from 'vitest';
import { statusOf, taskList } from '#core/messages/answers.ts';
import { cardMessage } from '#core/messages/card.ts';
import { refused } from '#core/messages/decision-answers.ts';
import { linesOf } from '#core/messages/lines-of.ts';
import type { Block, Line, Message, Span } from '#core/messages/message.ts';
import type { NeedsHumanCode } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import { expectGenerated } from '../support/generated.ts';
import { asMarkdown } from './as-markdown.ts';
import { CHAPTERS, FORMS } from './catalogue.ts';
import { BLOCKED, calling, DETAILS, reply, TASKS, TWICE_RED } from './tasks.ts';

const all = CHAPTERS.flatMap(({ name, entries }) =>
  entries.map((entry) => ({ ...entry, title: `${name}: ${entry.title}` })),
);

it('docs/messages.md shows every message as it is', () => {
  expectGenerated('messages.md', asMarkdown(CHAPTERS, FORMS));
});

const spanText = (span: Span): string =>
  typeof span === 'string'
    ? span
    : 'bold' in span
      ? span.bold
      : 'code' in span
        ? span.code
        : 'link' in span
          ? span.label
          : 'channel' in span
            ? '#channel'
            : '@';
const lineText = (line: Line): string => line.map(spanText).join('');
const textsOf = (block: Block): string[] => ('text' in block ? [block.text] : linesOf(block).map(lineText));
const shown = (message: Message): string[] => message.blocks.flatMap(textsOf);

describe('every message', () => {
  it.each(all)('$title', ({ message }) => {
    expect(message.text).not.toBe('');
    for (const text of [message.text, ...shown(message)]) {
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(text, 'no doubled punctuation').not.toMatch(/[.,:;][.,:;]|[?!][.,:;]| [.,;:?!](\s|$)/);
      expect(text, 'plurals').not.toMatch(/\b1 (attempts|failures|files|checks|times|minutes)\b/);
      expect(text, 'no gap').not.toMatch(/\S {3,}\S/);
    }
  });

  it.each(all.filter(({ title }) => !/(: list|: help|: status|: settings|: show)/.test(title)))(
    'is told whole to a phone: $title',
    ({ message }) => {
      expect(message.text).toMatch(/[.?!]["”)]?$/);
      expect(message.text).toMatch(/^([A-Z“]|t-\w{8} |ana |ben |olu )/);
    },
  );
});

describe('a person who is called', () => {
  const called = CHAPTERS.filter(({ name }) => name.includes('a decision is wanted')).flatMap(
    ({ entries }) => entries,
  );

  it.each(called.filter(({ title }) => !title.startsWith('decided')))(
    'is told one cause and one next step: $title',
    ({ message }) => {
      expect(shown(message).length).toBeGreaterThanOrEqual(2);
      expect(shown(message).at(-1)).toMatch(/Retry|retry|Start again|Approve|merge by hand/);
    },
  );

  it('is pinged once and by id, never by a name', () => {
    for (const { message, title } of called.filter(({ title: each }) => !each.startsWith('decided'))) {
      const spans = message.blocks.flatMap((block) => linesOf(block).flat());
      expect(
        spans.filter((span) => typeof span !== 'string' && 'mention' in span),
        title,
      ).toEqual([{ mention: 'UANA' }]);
    }
  });

  it.each(Object.entries(DETAILS) as [NeedsHumanCode, string][])(
    'reads well without a detail: %s',
    (code) => {
      for (const detail of ['', ' ', 'It ends by itself.', 'Really?', 'many\nlines\r\nof it;'])
        for (const text of shown(reply(calling({ code, detail }), { kind: 'called_back' })))
          expect(text).not.toMatch(/[.,:;][.,:;]|[?!][.,:;]|: ?$| [.;,](\s|$)|\n/);
    },
  );
});

describe('the state on a card', () => {
  const tasks = { ...TASKS, ...BLOCKED, 'needs a human': calling({ code: 'internal', detail: '' }) };

  it.each(Object.entries(tasks))('reads in a notification: %s', (_name, task) => {
    expect(cardMessage(task, { taskPage: 'https://x.test' }).text).toMatch(
      /^t-00000001 (is [a-z ]+|needs a human|waits for CI)\. .+ Asked by ana: (fix flaky tests in payments|print the currency on invoices)\.$/,
    );
  });

  it('counts attempts in the current round', () => {
    const text = (task: Task) => cardMessage(task, { taskPage: 'x' }).text;
    expect(text(TASKS.working as Task)).toContain('Attempt 1 of 3 is running.');
    expect(text(TASKS['in its second attempt'] as Task)).toContain('Attempt 2 of 3 at ');
  });
});

describe('a green card', () => {
  const greenLine = (task: Task): string => shown(cardMessage(task, { taskPage: 'x' }))[2] ?? '';
  const twice = TASKS['green, after a red attempt'] as Task;
  const flagged = (...paths: string[]) =>
    paths.map((path) => ({ rule: 'sensitive_path' as const, level: 'flag' as const, path }));

  it('gives the size of the whole change where one attempt made it', () => {
    expect(greenLine(TASKS.green as Task)).toMatch(/ passed\. 1 file, \+2 −1\.$/);
  });

  it('does not pass the size of the last attempt off as that of the whole change', () => {
    expect(greenLine(twice)).toMatch(
      / Last attempt: 1 file, \+2 −1; the pull request has the whole change\.$/,
    );
  });

  it('says what to look at in every attempt that the change is made of, each once', () => {
    const attempts = twice.attempts.map((attempt, index) => ({
      ...attempt,
      findings: index === 0 ? flagged('package.json', 'yarn.lock') : flagged('yarn.lock'),
    }));
    expect(greenLine({ ...twice, attempts })).toMatch(
      / Look at: sensitive path package\.json and sensitive path yarn\.lock\.$/,
    );
  });

  it('counts what it does not name', () => {
    const attempts = twice.attempts.map((attempt) => ({ ...attempt, findings: flagged('a', 'b', 'c', 'd') }));
    expect(greenLine({ ...twice, attempts })).toMatch(/sensitive path c and 1 more\.$/);
  });

  it('asks nobody to look at what was never pushed', () => {
    const [first, ...rest] = twice.attempts;
    const { headSha: _, ...refused } = {
      ...first,
      findings: flagged('package.json'),
    } as Task['attempts'][number];
    expect(greenLine({ ...twice, attempts: [refused, ...rest] })).not.toContain('Look at');
  });
});

describe('text of others', () => {
  const long = `${'𝒳'.repeat(3_000)}\n${'w '.repeat(3_000)}`;
  const person = { teamId: 'T1', userId: 'UANA', name: long };
  const hostile = (task: Task): Task => ({
    ...task,
    request: { ...task.request, text: long, requester: person },
    rounds: task.rounds.map((round) => ({ ...round, hint: long, openedBy: person })),
    decisions: task.decisions.map((decision) => ({ ...decision, by: person, hint: long })),
    attempts: task.attempts.map((attempt) => ({
      ...attempt,
      summary: long,
      findings: [{ rule: 'sensitive_path', level: 'flag', path: long, detail: long }],
      ...(attempt.ci ? { ci: { ...attempt.ci, because: long } } : {}),
      ...(attempt.failures
        ? { failures: attempt.failures.map((each) => ({ ...each, testId: long, message: long })) }
        : {}),
    })),
    state: task.state.name === 'merged' ? { ...task.state, by: long } : task.state,
  });
  const conditions = [
    ...Object.values(TASKS),
    ...Object.values(BLOCKED),
    TWICE_RED,
    ...(Object.keys(DETAILS) as NeedsHumanCode[]).map((code) => calling({ code, detail: long, by: long })),
  ].map(hostile);

  it('is bounded in every message, and never cut inside a character', () => {
    for (const task of conditions) {
      const kinds = ['called_back', 'ended', 'retried'] as const;
      const messages = [
        cardMessage(task, { taskPage: 'https://x.test' }),
        ...kinds.map((kind) => reply(task, { kind })),
        reply(task, { kind: 'attempt_finished', attempt: 1 }),
        statusOf(task, 'https://x.test'),
        taskList([task, task], false),
        refused('refused_stale', undefined, task),
      ];
      for (const message of messages)
        for (const text of [message.text, ...shown(message)]) {
          expect(Array.from(text).length).toBeLessThanOrEqual(2_000);
          expect(text.isWellFormed()).toBe(true);
        }
    }
  });
});
