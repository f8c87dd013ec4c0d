// Who is called when nobody answers, as the operator's file says it; the pager's key is named there and held by the environment.
import { expect, it } from 'vitest';
import { readConfig } from '#src/config.ts';
import { GOOD_ENV, GOOD_FILE } from './good.ts';

const PEOPLE = 'people: { on_call: [U034ABCDEF] }';
const file = (escalation: string) => `${GOOD_FILE}\n${PEOPLE}\n${escalation}\n`;
const read = (escalation: string, env: object = {}) =>
  readConfig({ ...GOOD_ENV, ...env }, () => file(escalation));
const problemsOf = (escalation: string, env: object = {}) => {
  const config = read(escalation, env);
  return config.ok ? [] : config.problems;
};

it('is on-call by hand where nothing is said', () => {
  const config = read('');
  expect(config.ok && config.config.pager).toBe(null);
  expect(config.ok && config.config.app.escalation).toEqual({
    afterMs: null,
    steps: [
      { call: 'requester', waitMs: 900_000, quiet: 'hold' },
      { call: 'on_call', waitMs: 900_000, quiet: 'break' },
    ],
    onCall: { default: ['U034ABCDEF'], channels: {} },
  });
});

it('is a ladder with groups by channel and a pager, whose key is a secret', () => {
  const config = read(
    `escalation:
  after: 30m
  on_call: [S012ABCDEF]
  channels: { C012ABCDEF: [S034ABCDEF, U056ABCDEF] }
  steps: [{ call: on_call, wait: 5m, quiet: hold }, { call: pager }]
  pager: { kind: opsgenie, url: "https://api.eu.opsgenie.com/", key_env: OPSGENIE_KEY }`,
    { OPSGENIE_KEY: 'made-up-key-of-the-pager' },
  );
  expect(config.ok && config.config.pager).toEqual({
    kind: 'opsgenie',
    url: 'https://api.eu.opsgenie.com',
    key: 'made-up-key-of-the-pager',
  });
  expect(config.ok && config.config.app.secrets).toContain('made-up-key-of-the-pager');
  expect(config.ok && config.config.app.escalation).toEqual({
    afterMs: 1_800_000,
    steps: [
      { call: 'on_call', waitMs: 300_000, quiet: 'hold' },
      { call: 'pager', waitMs: 900_000, quiet: 'break' },
    ],
    onCall: { default: ['S012ABCDEF'], channels: { C012ABCDEF: ['S034ABCDEF', 'U056ABCDEF'] } },
  });
});

it('says what is missing or wrong, and shows no key that was put into the wrong place', () => {
  expect(problemsOf('escalation: { steps: [{ call: pager }] }')).toMatchInlineSnapshot(`
    [
      "greenlight.yml: escalation.steps: one calls the pager, and there is no escalation.pager",
    ]
  `);
  expect(problemsOf('escalation: { pager: { kind: json } }')).toMatchInlineSnapshot(`
    [
      "greenlight.yml: escalation.pager.url: json wants the address that pages are sent to",
    ]
  `);
  expect(problemsOf('escalation: { pager: { kind: pagerduty } }')).toMatchInlineSnapshot(`
    [
      "greenlight.yml: escalation.pager.key_env: pagerduty wants a key: name the variable that holds it",
    ]
  `);
  expect(problemsOf('escalation: { pager: { kind: pagerduty, key_env: PD_KEY } }')).toMatchInlineSnapshot(`
    [
      "PD_KEY is not set: greenlight.yml names it as the key of escalation.pager. Get it: from that pager, or take key_env out.",
    ]
  `);
  expect(
    problemsOf(
      'escalation: { after: soon, on_call: [ops], pager: { kind: pager, key_env: "a-key-in-the-wrong-place" } }',
    ),
  ).toMatchInlineSnapshot(`
    [
      "greenlight.yml: escalation.after: wants a time such as 30m or 2h",
      "greenlight.yml: escalation.on_call.0: wants ids of user groups (S012ABCDEF) or of people (U012ABCDEF)",
      "greenlight.yml: escalation.pager.kind: wants pagerduty or opsgenie or json",
      "greenlight.yml: escalation.pager.key_env: wants the name of a variable, not the key itself",
    ]
  `);
});
