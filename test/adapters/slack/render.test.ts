// What leaves for Slack: harmless, readable, and within every limit, whatever comes in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMessage } from '#adapters/slack/render/blocks.ts';
import { escapeMrkdwn } from '#adapters/slack/render/clean-text.ts';
import { cutMrkdwn, cutPlain } from '#adapters/slack/render/cut-text.ts';
import { readFields, readOrigin, renderForm } from '#adapters/slack/render/form-view.ts';
import { lineMrkdwn } from '#adapters/slack/render/mrkdwn.ts';
import type { Block, Button, Form, Level, Message, Span, Step } from '#core/messages/message.ts';
import { validateBlocks, validateView } from '#playground/slack/blocks/validate-blocks.ts';

const message = (...blocks: Block[]): Message => ({ text: 'T-1 is queued.', blocks });
const button = (change: Partial<Button> = {}): Button => ({
  verb: 'approve',
  label: 'Approve',
  description: 'Approve t-1',
  style: 'primary',
  value: 'v1',
  ...change,
});
const step = (change: Partial<Step> = {}): Step => ({
  name: 'attempt-1',
  status: 'failed',
  line: ['1  ✘ red, 1 failure: ', { bold: 'holds' }],
  links: [{ link: 'https://ci.example/1', label: 'CI run' }],
  ...change,
});
const form: Form = {
  title: 'Retry with a hint',
  submit: 'Retry',
  close: 'Back',
  intro: ['What should it know?'],
  fields: [
    {
      kind: 'text',
      name: 'hint',
      label: 'Hint',
      placeholder: 'look at the clock',
      optional: true,
      maxChars: 500,
    },
    {
      kind: 'looked_up',
      name: 'repo',
      label: 'Repository',
      placeholder: 'any',
      optional: true,
      initial: 'a/b',
    },
  ],
  value: 'v1',
};
const STYLES = ['classic', 'rich'] as const;
const problemsOf = (sent: Message) =>
  STYLES.flatMap((style) => validateBlocks(renderMessage(sent, style).blocks, 'message'));

describe('untrusted text', () => {
  test.each([
    ['<!channel> deploy', '&lt;!channel&gt; deploy'],
    ['<@U123> <#C123> <!subteam^S1>', '&lt;@U123&gt; &lt;#C123&gt; &lt;!subteam^S1&gt;'],
    ['<https://evil.example|https://bank.example>', '&lt;https://evil.example|https://bank.example&gt;'],
    ['a && b', 'a &amp;&amp; b'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['@here and @channel, not @hereby', '@\u200bhere and @\u200bchannel, not @hereby'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['bell\u0007 null\u0000', 'bell null'],
    ['admin\u202etxt.exe', 'admin\ufffdtxt.exe'],
    ['in\u200bvis\u2060ible', 'invisible'],
    ['half \ud83d pair', 'half \ufffd pair'],
    ['one\r\ntwo\u2028three', 'one\ntwo\nthree'],
  ])('%j is shown as %j', (text, shown) => {
    expect(escapeMrkdwn(text)).toBe(shown);
  });

  test.each<[string, Span, string]>([
    ['bold', { bold: 'a*b ' }, '*a∗b* '],
    ['code', { code: 'a`b\n<c>' }, '`aˋb &lt;c&gt;`'],
    ['an empty bold', { bold: '' }, ''],
    [
      'a link',
      { link: 'https://x.example/a?b=1&c=2', label: 'run <3>' },
      '<https://x.example/a?b=1&amp;c=2|run &lt;3&gt;>',
    ],
    ['a link without label', { link: 'https://x.example/', label: ' ' }, '<https://x.example/>'],
    [
      'a link that would end early',
      { link: 'https://x.example/>|<!here>', label: 'x' },
      '<https://x.example/%3E%7C%3C!here%3E|x>',
    ],
    [
      'a link with words and marks that do something elsewhere',
      { link: 'https://x.example/@group/pkg?to=@here`', label: '@here' },
      '<https://x.example/@group/pkg?to=@here%60|@\u200bhere>',
    ],
    ['a link to a script', { link: 'javascript:alert(1)', label: 'click' }, 'click'],
    ['a mention', { mention: 'U0ANA00001' }, '<@U0ANA00001>'],
    ['a mention of a group', { mention: 'S0ONCALL01' }, '<!subteam^S0ONCALL01>'],
    ['a mention of nobody', { mention: '!channel> <@U1' }, '@!channel&gt; &lt;@U1'],
  ])('%s is written so that nothing can break out of it', (_, span, shown) => {
    expect(lineMrkdwn([span])).toBe(shown);
  });

  test('a stray backtick does not swallow the span after it', () => {
    expect(lineMrkdwn(['```', { code: 'x' }, { mention: 'U0ANA00001' }])).toBe('ˋˋˋ`x`<@U0ANA00001>');
  });

  test('code is text in rich text, where no markup ends it', () => {
    const { blocks } = renderMessage(message({ kind: 'code', text: '```\n<!channel> & \u001b[1mx' }));
    expect(blocks).toEqual([
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '```\n<!channel> & x' }] },
        ],
      },
    ]);
  });

  test('no text of any kind can make a reference that Slack would follow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), hostile(), (before, text) => {
        const shown = lineMrkdwn([
          before,
          text,
          { bold: text },
          { code: text },
          { link: 'https://x.example/', label: text },
        ]);
        const references = shown.match(/<[^<>]*>/g) ?? [];
        expect(references).toHaveLength(1);
        expect(references[0]).toMatch(/^<https:\/\/x\.example\/(?:\||>)/);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('cutting', () => {
  test('leaves what fits and marks what does not', () => {
    expect(cutPlain('12345', 5)).toBe('12345');
    expect(cutPlain('123456', 5)).toBe('1234…');
  });

  test.each([
    ['ab&amp;cd', 5, 'ab…'],
    ['ab&amp;cd', 8, 'ab&amp;…'],
    ['ab<https://x.example|label>cd', 20, 'ab…'],
    ['ab<@U123>cdefgh', 11, 'ab<@U123>c…'],
  ])('keeps an escape or reference of %j whole within %i', (text, max, shown) => {
    expect(cutMrkdwn(text, max)).toBe(shown);
  });

  test('never goes past the limit, into a surrogate pair, an escape or a reference', () => {
    const pieces = fc.array(fc.constantFrom('&amp;', '&lt;', '😀', 'x', ' ', '<@U1>', '<https://x|y>'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 60 }), (parts, max) => {
        const cut = cutMrkdwn(parts.join(''), max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replace(/&(?:amp|lt|gt);|<[^<>]*>/g, '')).not.toMatch(/[&<>]/);
      }),
    );
  });
});

describe('limits', () => {
  const long = 'w&rd '.repeat(2_000);

  test.each<[string, Block]>([
    ['header', { kind: 'header', text: long }],
    ['lines', { kind: 'lines', lines: [[long], [{ bold: long }], [{ code: long }]] }],
    ['context', { kind: 'context', lines: Array.from({ length: 30 }, () => [long]) }],
    ['code', { kind: 'code', text: long }],
    [
      'buttons',
      {
        kind: 'buttons',
        buttons: Array.from({ length: 60 }, () => button({ label: long, description: long })),
      },
    ],
    [
      'confirm',
      {
        kind: 'buttons',
        buttons: [button({ style: 'danger', confirm: { title: long, text: long, yes: long, no: long } })],
      },
    ],
    ['empty texts', { kind: 'lines', lines: [['']] }],
    ['empty buttons', { kind: 'buttons', buttons: [button({ label: ' ', description: '', value: '' })] }],
    ['no buttons', { kind: 'buttons', buttons: [] }],
    ['empty code', { kind: 'code', text: '' }],
    ['empty header', { kind: 'header', text: '\u200b' }],
    ['empty context', { kind: 'context', lines: [] }],
    ['banner', { kind: 'banner', level: 'error', lines: [[long], [long]] }],
    ['empty banner', { kind: 'banner', level: 'success', lines: [['']] }],
    ['steps', { kind: 'steps', title: long, steps: [step({ line: [long, { bold: long }] })] }],
    [
      'empty step',
      { kind: 'steps', title: ' ', steps: [step({ line: [''], links: [{ link: 'x:y', label: '' }] })] },
    ],
    ['no steps', { kind: 'steps', title: 'Attempts', steps: [] }],
    ['folded', { kind: 'folded', title: long, lines: [[long]] }],
    ['nothing folded', { kind: 'folded', title: 'Decisions', lines: [['']] }],
  ])('%s is made to fit', (_, block) => {
    expect(problemsOf(message(block))).toEqual([]);
  });

  const confirm = (change: Partial<NonNullable<Button['confirm']>>): Block => ({
    kind: 'buttons',
    buttons: [button({ confirm: { title: 'Sure?', text: 'Merges.', yes: 'Yes', no: 'No', ...change } })],
  });
  const steps = (title: string, change: Partial<Step> = {}): Block => ({
    kind: 'steps',
    title,
    steps: [step(change)],
  });

  test.each<[string, number, (text: string) => Block]>([
    ['header', 150, (text) => ({ kind: 'header', text })],
    ['paragraph', 3_000, (text) => ({ kind: 'lines', lines: [[text]] })],
    ['context', 3_000, (text) => ({ kind: 'context', lines: [[text]] })],
    ['code', 3_000, (text) => ({ kind: 'code', text })],
    ['banner', 3_000, (text) => ({ kind: 'banner', level: 'info', lines: [[text]] })],
    ['title of steps', 150, (text) => steps(text)],
    ['step', 300, (text) => steps('Attempts', { line: [text] })],
    [
      'link of a step',
      75,
      (text) => steps('Attempts', { links: [{ link: 'https://x.example', label: text }] }),
    ],
    ['title of what is folded', 150, (text) => ({ kind: 'folded', title: text, lines: [['x']] })],
    ['button', 75, (text) => ({ kind: 'buttons', buttons: [button({ label: text })] })],
    [
      'label for screen readers',
      75,
      (text) => ({ kind: 'buttons', buttons: [button({ description: text })] }),
    ],
    ['title of a question', 100, (text) => confirm({ title: text })],
    ['question', 300, (text) => confirm({ text })],
    ['yes', 30, (text) => confirm({ yes: text })],
    ['no', 30, (text) => confirm({ no: text })],
  ])('a %s of exactly %i characters is whole, one more is cut', (_, max, block) => {
    const shown = (size: number) =>
      JSON.stringify(renderMessage(message(block('x'.repeat(size))), 'rich').blocks);
    expect(shown(max)).toContain(`"${'x'.repeat(max)}"`);
    expect(shown(max + 1)).toContain(`"${'x'.repeat(max - 1)}…"`);
  });

  test.each<[string, number, (text: string) => Form]>([
    ['title', 24, (title) => ({ ...form, title })],
    ['button', 24, (submit) => ({ ...form, submit })],
    ['way back', 24, (close) => ({ ...form, close })],
    ['label', 2_000, (label) => ({ ...form, fields: form.fields.map((field) => ({ ...field, label })) })],
    [
      'placeholder',
      150,
      (placeholder) => ({ ...form, fields: form.fields.map((field) => ({ ...field, placeholder })) }),
    ],
  ])('the %s of a form of exactly %i characters is whole, one more is cut', (_, max, made) => {
    const shown = (size: number) =>
      JSON.stringify(renderForm(made('x'.repeat(size)), { value: 'v1', channelId: 'C1' }));
    expect(shown(max)).toContain(`"${'x'.repeat(max)}"`);
    expect(shown(max + 1)).toContain(`"${'x'.repeat(max - 1)}…"`);
  });

  test('many lines go on in the next section, each line whole', () => {
    const lines = Array.from({ length: 60 }, (_, index) => [`${index} ${'x'.repeat(96)}`]);
    const { blocks } = renderMessage(message({ kind: 'lines', lines }));
    const sections = blocks.map((block) =>
      'text' in block && typeof block.text === 'object' ? block.text.text : '',
    );
    expect(sections).toHaveLength(2);
    expect(sections.join('\n').split('\n')).toEqual(lines.flat());
  });

  test('lines of context stand below each other', () => {
    const { blocks } = renderMessage(message({ kind: 'context', lines: [['one'], ['two']] }));
    expect(blocks).toMatchObject([{ type: 'context', elements: [{ text: 'one\ntwo' }] }]);
  });

  test('the sentence is at most 4,000 characters with its escapes, and never empty', () => {
    expect(renderMessage({ text: '&'.repeat(5_000), blocks: [] }).text.length).toBeLessThanOrEqual(4_000);
    expect(renderMessage({ text: '\u0000 ', blocks: [] }).text).toBe('…');
  });

  test('a message too full keeps its buttons, and says that something was left out', () => {
    const lines = Array.from(
      { length: 80 },
      (_, index): Block => ({ kind: 'lines', lines: [[`line ${index}`]] }),
    );
    const { blocks } = renderMessage(message(...lines, { kind: 'buttons', buttons: [button()] }));
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(blocks).toHaveLength(50);
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
    expect(JSON.stringify(blocks.at(-2))).toContain('left out');
  });

  test('text beyond what one message takes is left out, from the end', () => {
    const lines = Array.from(
      { length: 20 },
      (_, index): Block => ({ kind: 'lines', lines: [[`${index} ${'x'.repeat(2_900)}`]] }),
    );
    const { blocks } = renderMessage(message(...lines, { kind: 'buttons', buttons: [button()] }));
    expect(JSON.stringify(blocks).length).toBeLessThan(14_000);
    expect(JSON.stringify(blocks[0])).toContain('0 xxx');
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
  });

  test('a button whose value would have to be cut is not shown: cut, it would mean something else', () => {
    const shown = (value: string) =>
      renderMessage(message({ kind: 'buttons', buttons: [button({ value })] })).blocks;
    expect(shown('v'.repeat(2_000))).toMatchObject([{ elements: [{ value: 'v'.repeat(2_000) }] }]);
    expect(shown('v'.repeat(2_001))).toEqual([]);
  });

  test('the same verb may stand twice in a row of buttons', () => {
    expect(problemsOf(message({ kind: 'buttons', buttons: [button(), button()] }))).toEqual([]);
  });

  test('no message of any shape is refused', () => {
    fc.assert(
      fc.property(anyMessage(), (sent) => {
        expect(problemsOf(sent)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the rich style', () => {
  test('sets off how a task stands, shows its attempts as a plan, and folds its history', () => {
    const sent = message(
      { kind: 'banner', level: 'warning', lines: [['▲ ', { bold: 'Needs a human' }], ['<!here>']] },
      { kind: 'steps', title: 'Attempts', steps: [step()] },
      { kind: 'folded', title: 'Decisions', lines: [['Retried by Ana']] },
    );
    expect(renderMessage(sent, 'rich').blocks).toEqual([
      {
        type: 'alert',
        level: 'warning',
        text: { type: 'mrkdwn', text: '▲ *Needs a human*\n&lt;!here&gt;', verbatim: true },
      },
      {
        type: 'plan',
        title: 'Attempts',
        tasks: [
          {
            type: 'task_card',
            task_id: 'attempt-1',
            title: '1  ✘ red, 1 failure: holds',
            status: 'error',
            sources: [{ type: 'url', url: 'https://ci.example/1', text: 'CI run' }],
          },
        ],
      },
      {
        type: 'container',
        title: { type: 'plain_text', text: 'Decisions', emoji: true },
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [
          { type: 'context', elements: [{ type: 'mrkdwn', text: 'Retried by Ana', verbatim: true }] },
        ],
      },
    ]);
  });

  test('says the same words as the classic one', () => {
    const sent = message({ kind: 'steps', title: 'Attempts', steps: [step()] });
    expect(renderMessage(sent).blocks).toMatchObject([
      { text: { text: '*Attempts*\n1  ✘ red, 1 failure: *holds* · <https://ci.example/1|CI run>' } },
    ]);
  });
});

describe('a form', () => {
  test('is a modal that Slack takes, and brings back where it was opened', () => {
    const origin = { value: 'v1', channelId: 'C1', messageTs: '1.2', threadTs: '1.1' };
    const view = renderForm(form, origin);
    expect(validateView(view)).toEqual([]);
    expect(readOrigin(view.private_metadata ?? '')).toEqual(origin);
  });

  test('of any texts is taken', () => {
    fc.assert(
      fc.property(hostile(), hostile(), fc.integer({ min: -5, max: 9_000 }), (text, other, maxChars) => {
        const hint = { kind: 'text' as const, name: 'hint', label: other, placeholder: text, optional: true };
        const repo = {
          kind: 'looked_up' as const,
          name: 'repo',
          label: text,
          placeholder: other,
          optional: true,
        };
        const channel = { ...repo, kind: 'channel' as const, name: 'channel' };
        const people = { ...repo, kind: 'people' as const, name: 'approvers', maxPeople: 10 };
        const fields = [{ ...hint, maxChars, initial: other }, repo, people, channel];
        const view = renderForm(
          { ...form, title: text, submit: other, close: text, intro: [text], fields },
          { value: 'v', channelId: 'C1' },
        );
        expect(validateView(view)).toEqual([]);
      }),
    );
  });

  test('whose value does not fit is a bug, said loudly', () => {
    expect(() => renderForm({ ...form, value: 'v' }, { value: 'v'.repeat(3_000), channelId: 'C1' })).toThrow(
      /3000/,
    );
  });

  test('left empty gives an empty field', () => {
    expect(readFields({ values: { hint: { input: { type: 'plain_text_input', value: null } } } })).toEqual({
      hint: '',
    });
    expect(readFields({ values: { hint: { input: { type: 'plain_text_input', value: 'try' } } } })).toEqual({
      hint: 'try',
    });
  });

  test('gives people as they are typed, and a channel by its id', () => {
    const chosen = (ids: readonly string[]) => ({
      values: { approvers: { input: { type: 'multi_users_select', selected_users: ids } } },
    });
    expect(readFields(chosen(['U0ANA00001', 'U0BEN00002']))).toEqual({
      approvers: '@U0ANA00001,@U0BEN00002',
    });
    expect(readFields(chosen([]))).toEqual({ approvers: '' });
    const channel = { input: { type: 'channels_select', selected_channel: 'C012ABCDEF' } };
    expect(readFields({ values: { channel } })).toEqual({ channel: 'C012ABCDEF' });
  });

  test.each(['', '{', '[]', '{"value":1}'])('private metadata %j is no form of ours', (text) => {
    expect(readOrigin(text)).toBeUndefined();
  });
});

/** Text as an attacker would write it, mixed with anything. */
function hostile(): fc.Arbitrary<string> {
  const bad = fc.constantFrom(
    '<!channel>',
    '<@U123|ana>',
    '&lt;',
    '`',
    '```',
    '*',
    '|',
    '>',
    '<',
    '&',
    '\n',
    '\u202e',
    '\u0000',
    '\ud800',
    '😀',
    '@here',
    '<https://a|b>',
  );
  const pieces = fc.oneof(bad, fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('x'.repeat(1_500)));
  return fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
}

function anySpan(): fc.Arbitrary<Span> {
  const text = hostile();
  return fc.oneof(
    text,
    text.map((bold) => ({ bold })),
    text.map((code) => ({ code })),
    text.map((mention) => ({ mention })),
    fc.tuple(fc.oneof(fc.webUrl(), text), text).map(([link, label]) => ({ link, label })),
  );
}

function anyMessage(): fc.Arbitrary<Message> {
  const text = hostile();
  const lines = fc.array(fc.array(anySpan(), { maxLength: 4 }), { maxLength: 12 });
  const confirm = fc.record({ title: text, text, yes: text, no: text });
  const buttons = fc.array(
    fc.record(
      {
        verb: fc.constantFrom<Button['verb']>('approve', 'retry', 'abort', 'open'),
        label: text,
        description: text,
        style: fc.constantFrom<Button['style']>('primary', 'danger', 'plain'),
        value: text,
        url: fc.oneof(fc.webUrl(), text),
        confirm,
      },
      { requiredKeys: ['verb', 'label', 'description', 'style', 'value'] },
    ),
    { maxLength: 40 },
  );
  const steps = fc.array(
    fc.record({
      name: fc.uuid(),
      status: fc.constantFrom<Step['status']>('waiting', 'running', 'done', 'failed'),
      line: fc.array(anySpan(), { maxLength: 4 }),
      links: fc.array(fc.record({ link: fc.oneof(fc.webUrl(), text), label: text }), { maxLength: 3 }),
    }),
    { maxLength: 8 },
  );
  const block: fc.Arbitrary<Block> = fc.oneof(
    text.map((header): Block => ({ kind: 'header', text: header })),
    lines.map((each): Block => ({ kind: 'lines', lines: each })),
    lines.map((each): Block => ({ kind: 'context', lines: each })),
    text.map((code): Block => ({ kind: 'code', text: code })),
    fc.constant<Block>({ kind: 'divider' }),
    fc
      .tuple(fc.constantFrom<Level>('info', 'success', 'warning', 'error'), lines)
      .map(([level, each]): Block => ({ kind: 'banner', level, lines: each })),
    fc.tuple(text, steps).map(([title, each]): Block => ({ kind: 'steps', title, steps: each })),
    fc.tuple(text, lines).map(([title, each]): Block => ({ kind: 'folded', title, lines: each })),
    buttons.map((each): Block => ({ kind: 'buttons', buttons: each })),
  );
  return fc.record({ text, blocks: fc.array(block, { maxLength: 70 }) });
}
