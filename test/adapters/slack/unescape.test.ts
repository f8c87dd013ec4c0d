// What people typed is read back from the way Slack sends it.
import { expect, test } from 'vitest';
import { peopleNamed, unescapeTyped, withoutMention } from '#adapters/slack/intake/unescape.ts';

test.each([
  ['fix &lt;b&gt; &amp; run', 'fix <b> & run'],
  ['&amp;lt; stays one step', '&lt; stays one step'],
  ['ask <@U0ANA00001|ana> and <@U0BEN00002>', 'ask @ana and @U0BEN00002'],
  ['in <#C0PAYMENTS|payments> or <#C1>', 'in #payments or #C1'],
  ['<!subteam^S1|@oncall> <!here>', '@oncall @here'],
  ['see <https://x.example/a?b=1&amp;c=2>', 'see https://x.example/a?b=1&c=2'],
  ['repo=<http://acme.dev|acme.dev>', 'repo=acme.dev'],
  ['<mailto:a@x.example|a@x.example>', 'a@x.example'],
  ['<https://evil.example|https://good.example>', 'https://evil.example'],
  ['text=“curly” kept', 'text=“curly” kept'],
])('%j was typed as %j', (sent, typed) => {
  expect(unescapeTyped(sent)).toBe(typed);
});

test.each([
  ['<@U0BOT00000> retry', 'retry'],
  ['hey <@U0BOT00000|greenlight> retry <@U0BOT00000>', 'hey   retry <@U0BOT00000>'],
  ['<@U0BEN00002> retry', '<@U0BEN00002> retry'],
])('%j loses only the first mention of the bot', (sent, left) => {
  expect(withoutMention(sent, 'U0BOT00000')).toBe(left);
});

test('people who are named are known by how they read, and two who read the same are nobody', () => {
  expect(peopleNamed('ask <@U0ANA00001|ana>, <@U0BEN00002>, <@U0ANA00001|ana>, @olu')).toEqual({
    '@ana': 'U0ANA00001',
    '@U0BEN00002': 'U0BEN00002',
  });
  expect(peopleNamed('<@U0ANA00001|ana> or <@U0ANA00009|ana>')).toEqual({});
});
