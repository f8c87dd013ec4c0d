// What each agent prints, as a real run of it printed it, read into one shape; and lines made by others, which change nothing but words.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '#core/agents/event.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { NO_PROGRESS, type Progress, progressed } from '#core/agents/progress.ts';
import { STREAMS, type StreamName } from '#core/agents/streams/streams.ts';

/** Each was asked to append to a file, to write another, and to run something that fails. */
const recorded = (name: string): string =>
  readFileSync(new URL(`./recorded/${name}.jsonl`, import.meta.url), 'utf8');

function read(name: StreamName, output: string, pieceChars = output.length): AgentEvent[] {
  const events: AgentEvent[] = [];
  const lines = new AgentLines(STREAMS[name], (event) => events.push(event));
  const bytes = new TextEncoder().encode(output);
  for (let at = 0; at < bytes.length; at += Math.max(1, pieceChars))
    lines.push(bytes.subarray(at, at + Math.max(1, pieceChars)));
  lines.end();
  return events;
}

const progressOf = (events: readonly AgentEvent[]): Progress => events.reduce(progressed, NO_PROGRESS);
const NAMES = ['claude-code', 'codex', 'gemini', 'opencode', 'copilot'] as const;

describe.each(NAMES)('a run of %s', (name) => {
  const events = read(name, recorded(name));
  const progress = progressOf(events);

  it('is known by its session, its turns and tool calls, its last words and its end', () => {
    expect(progress.sessionId).toMatch(/^[\w-]{20,}$/);
    expect(progress).toMatchObject({
      toolCalls: 3,
      lastMessage: 'All done, I edited README.',
      ended: { isOk: true },
    });
    expect(progress.turns).toBeGreaterThanOrEqual(3);
    expect(progress.doing).toMatch(/^runs exit 3$/);
    expect(progress.retrying).toBeUndefined();
  });

  it('names what it edits and runs', () => {
    const titles = events.flatMap((event) =>
      event.type === 'tool_call' ? [`${event.kind} ${event.title}`] : [],
    );
    expect(titles[0]).toBe('execute echo one >> README.md');
    expect(titles[1]).toContain('new.txt');
    expect(titles[2]).toBe('execute exit 3');
  });

  it('is read the same in pieces of any size', () => {
    for (const size of [1, 7, 1_000]) expect(read(name, recorded(name), size)).toEqual(events);
  });

  it('that is cut off anywhere has not ended well', () => {
    const output = recorded(name);
    for (let cut = 0; cut < 40; cut += 1) {
      const { ended } = progressOf(read(name, output.slice(0, (output.length * cut) / 41)));
      expect(ended).toBeUndefined();
    }
  });
});

describe('tokens and costs', () => {
  it.each<[StreamName, object]>([
    ['claude-code', { inputTokens: 4_000, outputTokens: 200, costUsd: 0.02 }],
    ['codex', { inputTokens: 4_000, outputTokens: 200 }],
    ['gemini', { inputTokens: 4_000, outputTokens: 200 }],
  ])('of %s are kept as claims', (name, claimed) => {
    expect(progressOf(read(name, recorded(name))).claimed).toEqual(claimed);
  });
});

describe('an end that is none', () => {
  it.each<[StreamName, object, boolean]>([
    [
      'claude-code',
      { type: 'result', subtype: 'success', is_error: true, terminal_reason: 'api_error' },
      false,
    ],
    ['claude-code', { type: 'result', subtype: 'error_max_turns', is_error: true }, false],
    ['codex', { type: 'turn.failed', error: { message: 'stream error' } }, false],
    ['gemini', { type: 'result', status: 'error', error: { message: 'quota' } }, false],
    ['opencode', { type: 'error', error: { name: 'APIError', data: { message: 'overloaded' } } }, false],
    ['copilot', { type: 'result', exitCode: 1 }, false],
  ])('of %s: %o', (name, line, isOk) => {
    expect(progressOf(read(name, `${JSON.stringify(line)}\n`)).ended).toMatchObject({ isOk });
  });
});

describe('hostile lines', () => {
  it.each(NAMES)('of any shape throw nothing in %s, and give bounded words', (name) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...TYPES), (value, type) => {
        const line =
          typeof value === 'object' && value !== null
            ? { ...value, type }
            : { type, item: value, part: value, data: value };
        for (const event of read(name, `${JSON.stringify(line)}\n`))
          expect(JSON.stringify(event).length).toBeLessThan(20_000);
      }),
      { numRuns: 300 },
    );
  });

  it('that are too long, no JSON or not whole give nothing', () => {
    const long = JSON.stringify({ type: 'thread.started', thread_id: 'x'.repeat(200_000) });
    expect(read('codex', `${long}\nnot json\n{"type":"thread.started"\n[1]\n"text"\n`)).toEqual([]);
    expect(read('codex', `${long}\n{"type":"thread.started","thread_id":"t-1"}\n`)).toEqual([
      { type: 'session', id: 't-1' },
    ]);
  });

  it('cannot make a session that is more than a name', () => {
    for (const id of ['../../etc', 'a b', '$(touch x)', 'x'.repeat(300), ''])
      expect(read('codex', `${JSON.stringify({ type: 'thread.started', thread_id: id })}\n`)).toEqual([]);
  });
});

const TYPES = [
  'system',
  'assistant',
  'user',
  'result',
  'item.started',
  'item.completed',
  'turn.completed',
  'message',
  'tool_use',
  'step_finish',
  'text',
  'assistant.message',
  'tool.execution_start',
] as const;
