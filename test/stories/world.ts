// A small world to tell stories in: the real core, use cases, engine and store; fakes that keep state where the outside is.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { openStore, type Store } from '#adapters/store/store.ts';
import type { Deps } from '#app/deps.ts';
import { handleHint } from '#app/handle-hint.ts';
import { intents } from '#app/intents.ts';
import { effectRunner } from '#app/run-effect.ts';
import type { CheckFact } from '#core/ci/report.ts';
import type { ForgeHint } from '#core/forge-hint.ts';
import type { Sha } from '#core/ids.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { plain } from '#core/messages/words.ts';
import { DEFAULT_POLICY, type Policy } from '#core/policy.ts';
import type { Task } from '#core/task.ts';
import { transition } from '#core/transition.ts';
import { silentLog } from '#ports/log.ts';
import { throwAwayArtifacts } from '#test/fakes/fake-artifacts.ts';
import { type FakeChat, fakeChat } from '#test/fakes/fake-chat.ts';
import { FakeForge } from '#test/fakes/fake-forge.ts';
import { FakePublisher } from '#test/fakes/fake-publisher.ts';
import { FakeSandbox } from '#test/fakes/fake-sandbox.ts';
import { type ManualClock, manualClock } from '#test/fakes/manual-clock.ts';

export const REPO = { owner: 'acme', name: 'payments' };
const PEOPLE = { ana: 'UANA', ben: 'UBEN', olu: 'UOLU', gia: 'UGIA' } as const;
export type Name = keyof typeof PEOPLE;
/** 14:03 UTC, so that times in sentences are easy to check. */
const START_MS = Date.UTC(2026, 10, 23, 14, 3);

export class World {
  readonly clock: ManualClock = manualClock(START_MS);
  readonly chat: FakeChat;
  readonly forge = new FakeForge();
  readonly sandbox = new FakeSandbox(() => this.clock.nowMs());
  readonly publisher = new FakePublisher(this.forge);
  readonly baseSha: Sha;
  readonly store: Store;
  deps: Deps;
  #clicks = 0;

  constructor(
    options: { policy?: Partial<Policy>; channels?: readonly string[]; repositoryFile?: string } = {},
  ) {
    this.chat = fakeChat(options.channels ? { channels: options.channels } : {});
    this.baseSha = this.forge.addRepository(REPO, {
      files: options.repositoryFile === undefined ? {} : { '.github/greenlight.yml': options.repositoryFile },
    });
    this.store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-story-')), 'greenlight.db') });
    const policy: Policy = { ...DEFAULT_POLICY, maxAttempts: 3, ...options.policy };
    this.deps = this.#deps(policy);
  }

  #deps(policy: Policy): Deps {
    const { clock, chat, forge, sandbox, publisher, store } = this;
    return {
      engine: embeddedEngine({ store, transition, clock, log: silentLog }),
      settings: keyvSettings({ store, log: silentLog }),
      artifacts: throwAwayArtifacts(),
      clock,
      chat,
      forge,
      sandbox,
      publisher,
      log: silentLog,
      taskPage: (id) => `https://greenlight.test/tasks/${id}`,
      running: new Map(),
      config: {
        repositories: [{ repo: REPO, agent: 'scripted', policy }],
        agents: { scripted: { name: 'scripted', image: 'agent', command: ['agent'], env: {}, files: {} } },
        channels: {},
        people: { approvers: [PEOPLE.ben], onCall: [PEOPLE.olu], admins: [] },
        attemptLimits: {
          memoryBytes: 1e9,
          cpus: 1,
          pids: 100,
          diskBytes: 1e9,
          maxLogBytes: 100_000,
          maxBundleBytes: 1e7,
        },
        commitAuthor: { name: 'Greenlight', email: 'greenlight@example.com' },
        secrets: ['xoxb-very-secret-token'],
      },
    };
  }

  async start(): Promise<this> {
    await this.deps.engine.start(effectRunner(this.deps));
    return this;
  }

  async close(): Promise<void> {
    await this.deps.engine.stop();
    await this.sandbox.close();
    await this.store.close();
  }

  // — what people do —

  /** `/agent <text>`; gives the answer that only they see. */
  async types(name: Name, text: string, requestKey = `cmd-${++this.#clicks}`): Promise<string> {
    const respond = { channelId: 'CPAY', userId: PEOPLE[name], responseUrl: 'https://slack.test/respond' };
    return said(
      await this.#intents().command({ requestKey, person: who(name), channelId: 'CPAY', text, respond }),
    );
  }

  /** `@greenlight <text>` in the task's thread. */
  async mentions(name: Name, text: string): Promise<string> {
    const threadTs = this.card().ref.ts;
    return said(
      await this.#intents().mention({
        requestKey: `mention-${++this.#clicks}`,
        person: who(name),
        channelId: 'CPAY',
        threadTs,
        ts: '9.9',
        text,
      }),
    );
  }

  /** Clicks a button of the card as it stands, or as `onCard` still shows it. */
  async clicks(
    name: Name,
    label: string,
    onCard: Message = this.card().message,
  ): Promise<{ answer?: string; form?: Form }> {
    const button = buttonsOf(onCard).find((each) => each.label === label);
    if (!button)
      throw new Error(
        `the card has no button "${label}", only ${
          buttonsOf(onCard)
            .map((each) => each.label)
            .join(', ') || 'none'
        }`,
      );
    const click = {
      requestKey: `click-${++this.#clicks}`,
      person: who(name),
      channelId: 'CPAY',
      threadTs: null,
      verb: button.verb,
      value: button.value,
    };
    const { answer, form } = await this.#intents().click(click);
    return { ...(answer ? { answer: said(answer) } : {}), ...(form ? { form } : {}) };
  }

  async submits(name: Name, form: Form, hint: string): Promise<string> {
    const { answer } = await this.#intents().submit({
      requestKey: `submit-${++this.#clicks}`,
      person: who(name),
      value: form.value,
      fields: { hint },
    });
    return said(answer);
  }

  // — what the outside does —

  /** A webhook comes in. */
  hint(hint: DistributiveOmit<ForgeHint, 'taskId'>, deliveryKey = `hook-${++this.#clicks}`): Promise<void> {
    return handleHint(this.deps, { ...hint, taskId: this.taskId() } as ForgeHint, deliveryKey, REPO);
  }

  /** CI of the branch's head ends; no webhook tells of it unless `hint` is called. */
  ci(...checks: readonly (readonly [name: string, conclusion: string | null, log?: string])[]): void {
    const head = this.headSha();
    const facts = checks.map(([name, conclusion, log], index): CheckFact => {
      const jobId = Number.parseInt(head.slice(0, 6), 16) * 10 + index;
      if (log !== undefined)
        this.forge.setLog({
          job: name,
          jobId,
          url: `https://github.test/job/${jobId}`,
          text: log,
          truncated: false,
          failedStep: 'Run npm test',
        });
      const done = conclusion === null ? null : this.clock.nowMs();
      return {
        source: 'check_run',
        name,
        app: 'github-actions',
        workflow: 'ci',
        event: 'push',
        status: conclusion === null ? 'in_progress' : 'completed',
        conclusion,
        url: `https://github.test/job/${jobId}`,
        runId: 1,
        jobId,
        attempt: 1,
        startedAtMs: START_MS,
        completedAtMs: done,
      };
    });
    this.forge.setChecks(head, facts);
  }

  /** The time passes in which nothing is heard: polls and windows come due. */
  async passes(durationMs: number, stepMs = 5_000): Promise<void> {
    for (let left = durationMs; left > 0; left -= stepMs) {
      await this.settled();
      this.clock.advance(Math.min(stepMs, left));
    }
    await this.settled();
  }

  // — what there is —

  async task(): Promise<Task> {
    const task = await this.deps.engine.get(this.taskId());
    if (!task) throw new Error('no task yet');
    return task;
  }

  taskId(): Task['id'] {
    return this.card().key as Task['id'];
  }

  headSha(): Sha {
    const last = this.publisher.pushes.at(-1);
    if (!last) throw new Error('nothing was pushed yet');
    return last.commit;
  }

  card() {
    const card = this.chat.messages().find((entry) => /^t-/.test(entry.key) && entry.key.length === 10);
    if (!card) throw new Error('no card yet');
    return card;
  }

  /** The card as text, one line each; buttons in brackets. */
  cardText(): string {
    return shown(this.card().message);
  }

  /** Replies in the thread, oldest first. */
  replies(): readonly string[] {
    return this.chat
      .messages()
      .filter((entry) => entry !== this.card() && entry.threadTs !== undefined)
      .map((entry) => said(entry.message));
  }

  /** Waits until the task is in this state. */
  async reaches(name: Task['state']['name']): Promise<Task> {
    return this.until(async () => {
      const task = await this.task();
      return task.state.name === name ? task : undefined;
    }, `the task to be ${name}`);
  }

  /** Polls, without time of its own, until `look` finds something. */
  async until<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
    for (let turn = 0; turn < 5_000; turn += 1) {
      const found = await lookOr(look);
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(
      `waited in vain for ${what}; the card says:\n${this.chat.messages().length > 0 ? this.cardText() : '(none)'}`,
    );
  }

  /** Until nothing moves any more: the record has stood still for a while of turns. */
  async settled(): Promise<void> {
    let before = '';
    for (let still = 0, turn = 0; still < 25 && turn < 5_000; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = JSON.stringify([
        this.chat.messages().length,
        this.forge.calls.length,
        this.publisher.pushes.length,
        (await lookOr(() => this.task()))?.sequence,
      ]);
      still = now === before ? still + 1 : 0;
      before = now;
    }
  }

  #intents() {
    return intents(() => this.deps);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const who = (name: Name) => ({ teamId: 'T1', userId: PEOPLE[name], name });

async function lookOr<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && /^no (card|task) yet|^nothing was pushed/.test(error.message))
      return undefined;
    throw error;
  }
}

const buttonsOf = (message: Message) =>
  message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));

/** A message as a person reads it. */
export function shown(message: Message): string {
  const lines = message.blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'header':
        return [`# ${block.text}`];
      case 'lines':
      case 'context':
        return block.lines.map((line) => plain(line).trim());
      case 'code':
        return [block.text];
      case 'divider':
        return ['---'];
      case 'buttons':
        return [block.buttons.map((button) => `[${button.label}]`).join(' ')];
      default:
        return block satisfies never;
    }
  });
  return lines.join('\n');
}

const said = (message: Message | null): string => (message === null ? '(nothing)' : shown(message));
