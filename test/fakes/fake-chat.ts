// A chat in memory that keeps its state across restarts and fails on request; it passes the Chat contract.
import type { Message } from '#core/messages/message.ts';
import { problem } from '#core/problem.ts';
import type { MessageRef } from '#core/task/task.ts';
import type { AnswerTo, Chat } from '#ports/chat.ts';
import { PortError } from '#ports/port-error.ts';

export type FakeMessage = {
  readonly ref: MessageRef;
  readonly key: string;
  readonly threadTs: string | undefined;
  readonly message: Message;
  /** What it showed before, oldest first. */
  readonly earlier: readonly Message[];
};

/** `unavailable`: nothing happens. `refused`: nor will it, however often. `answer_lost`: it happens, and the caller does not learn of it. */
export type FakeFault = 'unavailable' | 'refused' | 'answer_lost';

export type FakeChat = Chat & {
  /** Everything that stands in channels, oldest first. */
  messages(): readonly FakeMessage[];
  answers(): readonly { readonly to: AnswerTo; readonly message: Message }[];
  /** The next calls of `method` fail this way. */
  fail(method: keyof Chat, fault: FakeFault, times?: number): void;
  /** The operator revokes the bot's token, or puts a new one in place. */
  revokeToken(isRevoked: boolean): void;
  /** Where a person lives; UTC where nobody says. Null: the chat does not tell. */
  setTimeZone(userId: string, zone: string | null): void;
  /** A person deletes it. */
  delete(ref: MessageRef): void;
};

/** Channels where the bot may post; all of them when left out. */
export function fakeChat(options: { channels?: readonly string[] } = {}): FakeChat {
  const standing: FakeMessage[] = [];
  const answered: { to: AnswerTo; message: Message }[] = [];
  const faults: Partial<Record<keyof Chat, FakeFault[]>> = {};
  let lastTs = 1_700_000_000;
  let isTokenRevoked = false;
  const zones = new Map<string, string | null>();

  const at = (ref: MessageRef) =>
    standing.findIndex((entry) => entry.ref.ts === ref.ts && entry.ref.channelId === ref.channelId);

  return {
    messages: () => [...standing],
    answers: () => [...answered],
    fail(method, fault, times = 1) {
      faults[method] = [...(faults[method] ?? []), ...Array.from({ length: times }, () => fault)];
    },
    revokeToken(isRevoked) {
      isTokenRevoked = isRevoked;
    },
    setTimeZone(userId, zone) {
      zones.set(userId, zone);
    },
    delete(ref) {
      const index = at(ref);
      if (index >= 0) standing.splice(index, 1);
    },
    showCard({ key, channelId, threadTs, known, message }) {
      return calling('showCard', channelId, () => {
        const index = known === null ? -1 : at(known);
        const found = index >= 0 ? index : standing.findIndex((entry) => entry.key === key);
        if (found < 0) return post(key, channelId, threadTs, message);
        return edit(found, message);
      });
    },
    reply({ key, thread, message }) {
      return calling('reply', thread.channelId, () => {
        const found = standing.find((entry) => entry.key === key);
        return found?.ref ?? post(key, thread.channelId, thread.ts, message);
      });
    },
    retract: ({ key, thread }) =>
      calling('retract', thread.channelId, () => {
        const index = standing.findIndex((entry) => entry.key === key);
        if (index >= 0) standing.splice(index, 1);
      }),
    permalink: async ({ channelId, ts }) =>
      `https://slack.test/archives/${channelId}/p${ts.replace('.', '')}`,
    // Ids of stories are names in capitals.
    nameOf: async (userId) => userId.slice(1).toLowerCase() || userId,
    timeZoneOf: async (userId) => zones.get(userId) ?? (zones.has(userId) ? null : 'Etc/UTC'),
    answer: (to, message) => calling('answer', null, () => void answered.push({ to, message })),
  };

  async function calling<T>(method: keyof Chat, channelId: string | null, run: () => T): Promise<T> {
    const fault = faults[method]?.shift();
    if (fault === 'unavailable') throw unavailable(method);
    if (fault === 'refused' || isTokenRevoked) throw refused(method);
    refuseForeign(channelId);
    const result = run();
    if (fault === 'answer_lost') throw unavailable(method);
    return result;
  }

  function refuseForeign(channelId: string | null): void {
    if (channelId === null || (options.channels?.includes(channelId) ?? true)) return;
    const detail = `not_in_channel. Type /invite @greenlight in ${channelId}.`;
    throw new PortError(problem('chat_channel_unavailable', detail), { retryable: false });
  }

  function post(key: string, channelId: string, threadTs: string | undefined, message: Message): MessageRef {
    lastTs += 1;
    const ref = { channelId, ts: `${lastTs}.000000` };
    standing.push({ ref, key, threadTs, message, earlier: [] });
    return ref;
  }

  function edit(index: number, message: Message): MessageRef {
    const before = standing[index];
    if (before === undefined) throw new Error(`there is no message ${index}`);
    standing[index] = { ...before, message, earlier: [...before.earlier, before.message] };
    return before.ref;
  }
}

const unavailable = (method: string): PortError =>
  new PortError(problem('chat_unavailable', `${method}: told to fail`), { retryable: true });

const refused = (method: string): PortError =>
  new PortError(problem('chat_unavailable', `${method}: token_revoked`), { retryable: false });
