// GitHub's webhooks: checked, kept, answered, and only then worked. Losing one makes things slower, never wrong.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhooks } from '@octokit/webhooks';
import PQueue from 'p-queue';
import type { ForgeComment, ForgeHint } from '#core/forge-hint.ts';
import { parsedJson } from '#core/parsed-json.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Log } from '#ports/log.ts';
import { COMMENT_EVENT, forgeComment } from './forge-comments.ts';
import { forgeHints, isHeard } from './forge-hints.ts';
import { readBody } from './read-body.ts';

export type WebhookDeps = {
  /** Shared with GitHub; never logged. */
  readonly secret: string;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Called at least once per hint, after it is kept; `deliveryKey` is GitHub's id of the delivery, the same for a repeat.
   * `repo` is where the hint came from: the caller compares it with the task's own. A rejection is tried again, with growing pauses.
   */
  onHint(hint: ForgeHint, deliveryKey: string, repo: RepoRef): Promise<void>;
  /** The same for words on a pull request. */
  onComment(comment: ForgeComment): Promise<void>;
};

export type GitHubWebhooks = {
  /** For `POST /github/webhooks`. Never rejects. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Works what an earlier process kept and did not finish; resolves when all of it was found. */
  resume(): Promise<void>;
  /** Resolves when nothing is being worked; what waits for another try does not count. */
  idle(): Promise<void>;
  /** Takes no new work; what is left stays kept for the next start. */
  close(): Promise<void>;
};

export const INBOX_SOURCE = 'github';
/** GitHub never sends more. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
const MAX_BODIES_BYTES = 4 * MAX_BODY_BYTES;
const WORKERS = 8;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 10 * 60_000;
const DELIVERY_ID = /^[\w-]{1,100}$/;

type Kept = { readonly key: string; readonly body: string };
type Answer = { readonly status: number; readonly text: string; readonly kept?: Kept };

export function githubWebhooks(deps: WebhookDeps): GitHubWebhooks {
  const { inbox, log } = deps;
  const webhooks = new Webhooks({ secret: deps.secret });
  const queue = new PQueue({ concurrency: WORKERS });
  const bodies = { leftBytes: MAX_BODIES_BYTES };
  const stopping = new AbortController();
  /** Kept and not done, in this process: a repeat that arrives meanwhile is not worked beside the first. */
  const inHand = new Set<string>();

  async function take(request: IncomingMessage): Promise<Answer> {
    const event = headerOf(request, 'x-github-event');
    const key = headerOf(request, 'x-github-delivery');
    const signature = headerOf(request, 'x-hub-signature-256');
    if (request.method !== 'POST') return { status: 405, text: 'POST only' };
    if (stopping.signal.aborted) return { status: 503, text: 'shutting down' };
    if (!DELIVERY_ID.test(key) || event === '') return { status: 400, text: 'not a delivery of GitHub' };
    const body = await readBody(request, MAX_BODY_BYTES, bodies);
    if (body === undefined) return { status: 413, text: 'too large' };
    const payload = body.toString('utf8');
    const isSigned = signature !== '' && payload !== '' && (await webhooks.verify(payload, signature));
    if (!isSigned) {
      log.warn(
        { event, delivery: key },
        'a webhook with a wrong signature was refused: does GITHUB_WEBHOOK_SECRET match the App?',
      );
      return { status: 401, text: 'wrong signature' };
    }
    if (!isHeard(event) && event !== COMMENT_EVENT) return { status: 202, text: 'nothing to do' };
    return await keep({ key, body: `${event}\n${payload}` });
  }

  async function keep(kept: Kept): Promise<Answer> {
    const receivedAtMs = deps.clock.nowMs();
    const outcome = await inbox.put({ source: INBOX_SOURCE, ...kept, receivedAtMs });
    return outcome === 'seen' ? { status: 202, text: 'seen before' } : { status: 202, text: 'kept', kept };
  }

  async function work({ key, body }: Kept): Promise<void> {
    const split = body.indexOf('\n');
    const event = body.slice(0, split);
    const payload = parsedJson(body.slice(split + 1));
    const comment = forgeComment(event, payload);
    if (comment !== undefined) await deps.onComment(comment);
    const hints = forgeHints(event, payload);
    for (const { hint, repo } of hints) await deps.onHint(hint, key, repo);
    await inbox.done(INBOX_SOURCE, key);
  }

  function begin(kept: Kept): void {
    if (inHand.has(kept.key)) return;
    inHand.add(kept.key);
    void untilDone(kept).finally(() => inHand.delete(kept.key));
  }

  async function untilDone(kept: Kept): Promise<void> {
    for (
      let pauseMs = FIRST_RETRY_MS;
      !stopping.signal.aborted;
      pauseMs = Math.min(pauseMs * 3, LAST_RETRY_MS)
    ) {
      if (await queue.add(() => tried(kept))) return;
      try {
        await deps.clock.sleepUntil(deps.clock.nowMs() + pauseMs, stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
      }
    }
  }

  async function tried(kept: Kept): Promise<boolean> {
    try {
      await work(kept);
      return true;
    } catch (error) {
      log.error(
        { err: error, delivery: kept.key },
        'a webhook could not be worked; it is kept and tried again',
      );
      return false;
    }
  }

  return {
    async listener(request, response) {
      let answer: Answer;
      try {
        answer = await take(request);
      } catch (error) {
        // Not stored: GitHub must not believe that it was taken. It can be sent again from the App's settings.
        log.error({ err: error }, 'a webhook could not be kept');
        answer = { status: 500, text: 'could not be kept' };
      }
      response
        .writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8' })
        .end(`${answer.text}\n`);
      if (answer.kept !== undefined) begin(answer.kept);
    },
    async resume() {
      for await (const { key, body } of inbox.pending(INBOX_SOURCE)) begin({ key, body });
    },
    async idle() {
      await queue.onIdle();
    },
    async close() {
      stopping.abort();
      queue.clear();
      await queue.onIdle();
    },
  };
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
