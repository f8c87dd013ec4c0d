// What an agent says of itself is hostile text: bounded, redacted, and nothing of it is believed.
import { expect, it } from 'vitest';
import { readAgentResult } from '#app/agent-result.ts';
import { redactor } from '#core/redact.ts';

const read = (text: string | null) => readAgentResult(text, redactor(['known-secret-value']));
const NOTHING = { costUsd: 0 };

it.each([
  ['no file', null],
  ['an empty one', ''],
  ['not JSON', '{"summary": '],
  ['a list', '[]'],
  ['text', '"done"'],
  ['null', 'null'],
  ['a number', '1e999'],
  ['deep nesting', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
])('claims nothing with %s', (_, text) => {
  expect(read(text)).toEqual(NOTHING);
});

it('takes each field for itself: one that is wrong does not hide another', () => {
  const text = JSON.stringify({ summary: 'Done.', question: 7, costUsd: 'free', headSha: 'x' });
  expect(read(text)).toEqual({ summary: 'Done.', costUsd: 0 });
});

it.each([-1, 1e9, null, '5'])('believes no cost of %s', (costUsd) => {
  expect(read(JSON.stringify({ costUsd }))).toEqual(NOTHING);
});

it('bounds what it says', () => {
  const said = read(JSON.stringify({ summary: `x${'😀'.repeat(10_000)}`, question: '?'.repeat(50_000) }));
  expect(Array.from(said.summary ?? '').length).toBe(1_000);
  expect(said.question?.length).toBe(1_000);
  expect(said.summary?.isWellFormed()).toBe(true);
});

it('shows no secret, not even one that an escape sequence hides or a cut leaves half of', () => {
  const hidden = 'known-\u001b[31msecret-value';
  const half = `${'x'.repeat(990)}known-secret-value`;
  expect(JSON.stringify(read(JSON.stringify({ summary: hidden, question: half })))).not.toContain('known-');
});

it('says nothing with blanks and control characters alone', () => {
  expect(read(JSON.stringify({ summary: ' \u001b[0m\u0007\n', question: '\u200b' }))).toEqual(NOTHING);
});

it('takes nothing from a prototype', () => {
  expect(read('{"__proto__": {"summary": "I am in"}}')).toEqual(NOTHING);
});
