// Prices, events in pieces, and what answers say that they used.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExhausted, warningFor } from '#core/egress/model/budget.ts';
import { EventStream } from '#core/egress/model/event-stream.ts';
import { costOfTokens, priceOf } from '#core/egress/model/prices.ts';
import { addressOf, keptQuery, routeOf, type Wire } from '#core/egress/model/provider.ts';
import { reportedBy, reportedByAll } from '#core/egress/model/reported.ts';
import { NO_TOKENS } from '#core/egress/model/usage.ts';

describe('a price', () => {
  const prices = {
    'big-*': { input: 3, output: 15 },
    'big-*-mini': { input: 1, output: 5 },
    'big-4': { input: 2, output: 8 },
    '*-free-*': { input: 0, output: 0 },
  };
  it.each([
    ['big-4', 2, true],
    ['big-5', 3, true],
    ['big-5-mini', 1, true],
    ['a-free-b', 0, true],
    ['other', 3, false],
    ['', 3, false],
    ['big', 3, false],
  ])('of %s is %d', (model, input, isKnown) => {
    expect(priceOf({ prices }, model)).toMatchObject({ price: { input }, isKnown });
  });

  it('by glob is that of the regular expression of the same shape', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const model = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(text, model, (glob, name) => {
        const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
        expect(priceOf({ prices: { [glob]: { input: 1, output: 1 } } }, name).isKnown).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is of a million tokens, by their kind', () => {
    const tokens = { inputTokens: 1e6, outputTokens: 1e6, cacheReadTokens: 1e6, cacheWriteTokens: 1e6 };
    expect(costOfTokens(tokens, { input: 4, output: 20, cacheRead: 0.4, cacheWrite: 6 })).toBe(30.4);
    expect(costOfTokens(tokens, { input: 4, output: 20 })).toBe(4 + 20 + 4 + 5);
    expect(costOfTokens(NO_TOKENS, { input: 4, output: 20 })).toBe(0);
  });
});

describe('events', () => {
  const read = (pieces: readonly string[]): string[] => {
    const seen: string[] = [];
    const stream = new EventStream((data) => seen.push(data));
    for (const piece of pieces) stream.push(piece);
    stream.end();
    return seen;
  };

  it.each(['\n', '\r\n', '\r'])(
    'are the same in whatever pieces they come, with lines ended by %j',
    (end) => {
      const text = [
        'event: a',
        'data: {"a":1}',
        '',
        ': a comment',
        'data:two',
        'data: lines',
        'id: 3',
        '',
        'data: last',
      ].join(end);
      fc.assert(
        fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), (cuts) => {
          const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
          const pieces = at.slice(1).map((to, i) => text.slice(at[i], to));
          expect(read(pieces)).toEqual(['{"a":1}', 'two\nlines', 'last']);
        }),
      );
    },
  );

  it('are never kept beyond a bound', () => {
    const seen: string[] = [];
    const stream = new EventStream((data) => seen.push(data));
    for (let i = 0; i < 12; i += 1) stream.push(`data: ${'x'.repeat(1_000_000)}\n`);
    stream.push('\ndata: short\n\n');
    expect(seen[0]?.length).toBeLessThan(9_000_000);
    expect(seen.at(-1)).toBe('short');
  });
});

describe('what an answer used', () => {
  it('comes in two events of Anthropic, the later one counting', () => {
    const start = {
      type: 'message_start',
      message: { usage: { input_tokens: 7, output_tokens: 1, cache_read_input_tokens: 2 } },
    };
    const delta = { type: 'message_delta', usage: { output_tokens: 9 } };
    const first = reportedBy('anthropic', start, undefined);
    expect(first).toMatchObject({ isFinal: false });
    expect(reportedBy('anthropic', delta, first)).toEqual({
      tokens: { inputTokens: 7, outputTokens: 9, cacheReadTokens: 2 },
      isFinal: true,
    });
  });

  it('of OpenAI counts what came from the cache apart', () => {
    const usage = { input_tokens: 10, output_tokens: 3, input_tokens_details: { cached_tokens: 4 } };
    for (const content of [
      { object: 'response', usage },
      { type: 'response.completed', response: { usage } },
    ])
      expect(reportedBy('responses', content, undefined)?.tokens).toEqual({
        inputTokens: 6,
        cacheReadTokens: 4,
        outputTokens: 3,
      });
    const chat = {
      usage: { prompt_tokens: 10, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } },
    };
    expect(reportedBy('chat', chat, undefined)?.tokens).toMatchObject({ inputTokens: 6, outputTokens: 3 });
  });

  it('of Gemini has thoughts among its output, and is final with a reason to finish', () => {
    const usageMetadata = {
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 1,
      thoughtsTokenCount: 5,
    };
    const going = { usageMetadata, candidates: [{}] };
    const done = {
      usageMetadata: { ...usageMetadata, candidatesTokenCount: 3 },
      candidates: [{ finishReason: 'STOP' }],
    };
    expect(reportedByAll('gemini', [going, done])).toEqual({
      tokens: { inputTokens: 6, cacheReadTokens: 4, outputTokens: 8 },
      isFinal: true,
    });
    expect(reportedByAll('gemini', [going])?.isFinal).toBe(false);
  });

  it('is never negative, endless or no number, whatever a provider writes', () => {
    const wires: readonly Wire[] = ['anthropic', 'responses', 'chat', 'gemini'];
    fc.assert(
      fc.property(
        fc.constantFrom(...wires),
        fc.jsonValue(),
        fc.oneof(fc.double(), fc.jsonValue()),
        (wire, junk, value) => {
          const usage = {
            input_tokens: value,
            output_tokens: value,
            prompt_tokens: value,
            completion_tokens: value,
          };
          const contents = [
            junk,
            { usage },
            { response: { usage } },
            { usageMetadata: { promptTokenCount: value } },
          ];
          for (const content of contents)
            for (const tokens of Object.values(reportedByAll(wire, content)?.tokens ?? {}))
              expect(tokens >= 0 && tokens <= 1e9 && Number.isInteger(tokens)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a provider’s address', () => {
  it.each([
    ['https://api.test', '/v1/messages', 'https://api.test/v1/messages'],
    ['https://api.test/v1', '/v1/messages', 'https://api.test/v1/messages'],
    ['https://router.test/api/v1', '/v1/chat/completions', 'https://router.test/api/v1/chat/completions'],
    ['https://g.test/v1beta', '/v1beta/models', 'https://g.test/v1beta/models'],
    ['https://g.test/v1', '/v1beta/models', 'https://g.test/v1/v1beta/models'],
  ])('%s and %s make %s', (url, path, whole) => {
    expect(addressOf(url, path)).toBe(whole);
  });

  it('keeps of a query what changes an answer', () => {
    expect(keptQuery('key=secret&alt=sse&x=1&beta=true')).toBe('?alt=sse&beta=true');
    expect(keptQuery('alt=../../x')).toBe('');
    expect(keptQuery('')).toBe('');
  });

  it('is open at paths of models alone, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.constantFrom('GET', 'POST', 'PUT'), (path, method) => {
        const route = routeOf('gemini', method, path);
        return route === undefined || /^\/v1(beta|alpha)?\/models/.test(path);
      }),
    );
  });
});

it('an agent is warned twice, and then the money is spent', () => {
  const at = (spentUsd: number) => warningFor({ maxUsd: 10, spentUsd }) ?? '';
  expect([at(0), at(7.99)]).toEqual(['', '']);
  expect(at(8)).toContain('$8.00 of $10.00');
  expect(at(9.49)).toContain('Finish what matters');
  expect(at(9.5)).toContain('Stop now');
  expect([9.99, 10, 11].map((spentUsd) => isExhausted({ maxUsd: 10, spentUsd }))).toEqual([
    false,
    true,
    true,
  ]);
});
