// The grammar people type: free text with options anywhere, verbs about tasks, and a helpful misunderstanding for the rest.
import { describe, expect, it } from 'vitest';
import { parseCommand } from '#core/command.ts';
import { durationMs, OPTIONS } from '#core/start-options.ts';
import { VERBS } from '#core/verbs.ts';

const read = (input: string, inThread = false) => {
  const parsed = parseCommand(input, inThread);
  return parsed.ok ? parsed.command : parsed.misunderstood;
};
const start = (text: string, options: object = {}) => ({ name: 'start', text, options });

describe('a new task', () => {
  it.each([
    ['fix flaky tests in payments', start('fix flaky tests in payments')],
    ['  fix   it  ', start('fix   it')],
    ['fix it\n\n```\nat a.ts:3\n```', start('fix it\n\n```\nat a.ts:3\n```')],
    ['fix tests repo=acme/payments', start('fix tests', { repo: 'acme/payments' })],
    [
      'repo=payments fix tests base=main attempts=3 prove=200',
      start('fix tests', { repo: 'payments', base: 'main', attempts: 3, proveRuns: 200 }),
    ],
    ['fix repo=payments tests', start('fix tests', { repo: 'payments' })],
    ['Repo=payments fix tests', start('fix tests', { repo: 'payments' })],
    [
      'fix it runtime=1h30m cost=$2.50 agent=claude-code',
      start('fix it', { runtimeMs: 5_400_000, costUsd: 2.5, agent: 'claude-code' }),
    ],
    ['fix it base="release/1.2"', start('fix it', { base: 'release/1.2' })],
    ['fix it base=“main”', start('fix it', { base: 'main' })],
    ['make a=b hold', start('make a=b hold')],
    [
      'set DEBUG=1 and x1=2 in https://ci.test/?job=3',
      start('set DEBUG=1 and x1=2 in https://ci.test/?job=3'),
    ],
    ['explain 1+1==2', start('explain 1+1==2')],
    ['say "timeout=5" in the docs', start('say "timeout=5" in the docs')],
    ['say “timeout=5” in the docs', start('say “timeout=5” in the docs')],
    [
      'repo=payments -- raise timeout=5 to timeout=10',
      start('raise timeout=5 to timeout=10', { repo: 'payments' }),
    ],
    ['fix -- a -- b', start('fix a -- b')],
    ['"approve button is grey"', start('approve button is grey')],
    ['“status” page is down', start('“status” page is down')],
    ["don't skip the team's tests", start("don't skip the team's tests")],
    ['use "unclosed quotes', start('use "unclosed quotes')],
    ['rename "a b" to "c d"', start('rename "a b" to "c d"')],
    ['stop the clock from drifting', start('stop the clock from drifting')],
    ['lists are sorted wrongly', start('lists are sorted wrongly')],
  ])('%s', (input, command) => {
    expect(read(input)).toEqual(command);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['', { cause: 'empty' }],
    ['   \n', { cause: 'empty' }],
    ['fix it repos=payments', { cause: 'unknown_option', option: 'repos', nearest: 'repo' }],
    ['fix it atempts=3', { cause: 'unknown_option', option: 'atempts', nearest: 'attempts' }],
    ['fix it colour=red', { cause: 'unknown_option', option: 'colour', nearest: null }],
    ['repo=a fix it repo=b', { cause: 'repeated_option', option: 'repo' }],
    ['repo=payments', { cause: 'nothing_to_do', example: 'fix flaky tests in payments' }],
    ['fix it repo=', { cause: 'bad_value', option: 'repo', value: '', wants: OPTIONS.repo.wants }],
    ['fix it repo=a/b/c', { cause: 'bad_value', option: 'repo', value: 'a/b/c', wants: OPTIONS.repo.wants }],
    ['fix it base=../x', { cause: 'bad_value', option: 'base', value: '../x', wants: OPTIONS.base.wants }],
    [
      'fix it base=--force',
      { cause: 'bad_value', option: 'base', value: '--force', wants: OPTIONS.base.wants },
    ],
    [
      'fix it attempts=0',
      { cause: 'bad_value', option: 'attempts', value: '0', wants: OPTIONS.attempts.wants },
    ],
    [
      'fix it attempts=21',
      { cause: 'bad_value', option: 'attempts', value: '21', wants: OPTIONS.attempts.wants },
    ],
    [
      'fix it runtime=2 hours',
      { cause: 'bad_value', option: 'runtime', value: '2', wants: OPTIONS.runtime.wants },
    ],
    ['fix it prove=0', { cause: 'bad_value', option: 'prove', value: '0', wants: OPTIONS.prove.wants }],
    ['fix it prove=201', { cause: 'bad_value', option: 'prove', value: '201', wants: OPTIONS.prove.wants }],
    ['fix it prov=20', { cause: 'unknown_option', option: 'prov', nearest: 'prove' }],
    ['fix it cost=0', { cause: 'bad_value', option: 'cost', value: '0', wants: OPTIONS.cost.wants }],
    ['aprove', { cause: 'perhaps_a_verb', word: 'aprove', nearest: 'approve' }],
    ['Stauts t-4f7k2mqx', { cause: 'perhaps_a_verb', word: 'Stauts', nearest: 'status' }],
    ['stop t-4f7k2mqx', { cause: 'perhaps_a_verb', word: 'stop', nearest: 'abort' }],
    ['lgtm', { cause: 'perhaps_a_verb', word: 'lgtm', nearest: 'approve' }],
    ['?', { cause: 'perhaps_a_verb', word: '?', nearest: 'help' }],
  ])('%s', (input, cause) => {
    expect(read(input)).toEqual(cause);
  });
});

const byId = (prefix: string) => ({ by: 'id', prefix });
const thread = { by: 'thread' };

describe('verbs', () => {
  it.each([
    ['status', { name: 'status', task: null }],
    ['status t-4f7k2mqx', { name: 'status', task: byId('t-4f7k2mqx') }],
    ['STATUS T-4F7', { name: 'status', task: byId('t-4f7') }],
    ['approve t-4f7k2mqx', { name: 'approve', task: byId('t-4f7k2mqx') }],
    ['abort t-4f', { name: 'abort', task: byId('t-4f') }],
    ['retry t-4f7k2mqx', { name: 'retry', task: byId('t-4f7k2mqx'), hint: null }],
    [
      'retry t-4f7k2mqx look at "the clock"\nfirst',
      { name: 'retry', task: byId('t-4f7k2mqx'), hint: 'look at "the clock"\nfirst' },
    ],
    [
      'retry t-4f7k2mqx set x=y and repo=z',
      { name: 'retry', task: byId('t-4f7k2mqx'), hint: 'set x=y and repo=z' },
    ],
    ['list', { name: 'list', states: expect.arrayContaining(['queued', 'green']) }],
    ['list Waiting', { name: 'list', states: ['green', 'blocked', 'needs_human'] }],
    ['list all', { name: 'list', states: null }],
    ['help', { name: 'help', topic: null }],
    ['help Retry', { name: 'help', topic: 'retry' }],
  ])('%s', (input, command) => {
    expect(read(input)).toEqual(command);
  });

  it.each([
    ['status', { name: 'status', task: thread }],
    ['approve', { name: 'approve', task: thread }],
    ['abort', { name: 'abort', task: thread }],
    ['retry', { name: 'retry', task: thread, hint: null }],
    ['retry look at the clock', { name: 'retry', task: thread, hint: 'look at the clock' }],
    ['retry “look at the clock”', { name: 'retry', task: thread, hint: 'look at the clock' }],
    ['retry t-shirt images only', { name: 'retry', task: thread, hint: 't-shirt images only' }],
    ['abort t-00000001', { name: 'abort', task: byId('t-00000001') }],
  ])('in a thread: %s', (input, command) => {
    expect(read(input, true)).toEqual(command);
  });

  it.each([
    ['approve', false, { cause: 'which_task', verb: 'approve' }],
    ['abort now please', false, { cause: 'which_task', verb: 'abort' }],
    ['retry look at the clock', false, { cause: 'which_task', verb: 'retry' }],
    ['status all good?', false, { cause: 'which_task', verb: 'status' }],
    ['abort the mission', true, { cause: 'too_many_words', verb: 'abort', word: 'the' }],
    ['approve t-4f7k2mqx at once', false, { cause: 'too_many_words', verb: 'approve', word: 'at' }],
    ['list all of them', false, { cause: 'too_many_words', verb: 'list', word: 'of' }],
    [
      'list flaky',
      false,
      { cause: 'bad_value', option: 'list', value: 'flaky', wants: 'open, waiting or all' },
    ],
    [
      'list constructor',
      false,
      { cause: 'bad_value', option: 'list', value: 'constructor', wants: 'open, waiting or all' },
    ],
  ])('not understood: %s (in a thread: %s)', (input, inThread, cause) => {
    expect(read(input, inThread)).toEqual(cause);
  });

  it('have examples in the help that parse as themselves', () => {
    for (const [name, { example }] of Object.entries(VERBS)) expect(read(example)).toMatchObject({ name });
  });
});

it('options have examples in the help that parse', () => {
  for (const { example } of Object.values(OPTIONS))
    expect(read(`fix it ${example}`)).toMatchObject({ name: 'start' });
});

it.each([
  ['1m', 60_000],
  ['90s', 90_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['24h', 86_400_000],
  ['59s', null],
  ['25h', null],
  ['', null],
  ['30', null],
  ['-5m', null],
  ['1.5h', null],
])('the time %s is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

describe('very long input', () => {
  const size = 100_000;
  it.each([
    ['one word', 'x'.repeat(size)],
    ['quotes that never close', '“ '.repeat(size / 2)],
    ['quotes that all end at one that does not count', `${'“a '.repeat(size / 3)}”x`],
    ['straight quotes in a row', '"a'.repeat(size / 2)],
    ['apostrophes', "'tis ".repeat(size / 5)],
    ['equals signs', 'ab='.repeat(size / 3)],
    ['white space', `fix${' '.repeat(size)}it`],
    ['a verb and a long hint', `retry t-4f7k2mqx ${'y '.repeat(size / 2)}`],
  ])('%s is read in linear time', (_name, input) => {
    // Time of the processor, not of the wall: other tests run beside this one.
    const before = process.cpuUsage();
    parseCommand(input, true);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500);
  });
});
