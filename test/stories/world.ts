// A small world to tell stories in: the real core, use cases, engine and store; fakes that keep state where the outside is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '#adapters/store/store.ts';
import { catchUp } from '#app/catch-up.ts';
import type { Deps } from '#app/deps.ts';
import { handleComment } from '#app/handle-comment.ts';
import { handleHint } from '#app/handle-hint.ts';
import { intents } from '#app/intents.ts';
import { effectRunner } from '#app/run-effect.ts';
import type { ForgeHint } from '#core/forge-hint.ts';
import type { Sha, TaskId } from '#core/ids.ts';
import type { Form, Message } from '#core/messages/message.ts';
import type { Task } from '#core/task/task.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';
import type { EffectRunner } from '#ports/engine.ts';
import type { LogReader } from '#ports/log-reader.ts';
import { artifactsIn } from '#test/fakes/fake-artifacts.ts';
import { type FakeChat, fakeChat } from '#test/fakes/fake-chat.ts';
import { FakeForge } from '#test/fakes/fake-forge.ts';

import { type FakePager, fakePager } from '#test/fakes/fake-pager.ts';
import { type FakeRun, FakeSandbox } from '#test/fakes/fake-sandbox.ts';
import { type ManualClock, manualClock } from '#test/fakes/manual-clock.ts';
import { readerHere } from '#test/fakes/reader-here.ts';
import { type Check, checkFact } from './ci-facts.ts';
import { LinearPublisher } from './linear-publisher.ts';
import { buttonsOf, gist, menuOf, said, shown } from './reading.ts';
import { type Name, PEOPLE, REPO, storyDeps, type WorldOptions, who } from './story-deps.ts';

/** As the chat tells whom `@ben` means. */
const NAMED = Object.fromEntries(Object.entries(PEOPLE).map(([name, id]) => [`@${name}`, id]));
/** Numbers of accounts on the forge, by login. */
export const ACCOUNTS: Readonly<Record<string, number>> = {
  ana: 1,
  'ana-dev': 11,
  'ben-dev': 12,
  'gia-dev': 14,
};

/** 14:03 UTC, so that times in sentences are easy to check. */
const START_MS = Date.UTC(2026, 10, 23, 14, 3);
/** What the machine may take for a step that costs no time in the story. */
const PATIENCE_MS = 20_000;

export class World {
  readonly clock: ManualClock = manualClock(START_MS);
  readonly chat: FakeChat;
  readonly forge = new FakeForge();
  readonly sandbox = new FakeSandbox(() => this.clock.nowMs());
  readonly publisher = new LinearPublisher(this.forge);
  readonly pager: FakePager = fakePager();
  readonly reader: LogReader = readerHere();
  readonly baseSha: Sha;
  readonly dataDir = mkdtempSync(join(tmpdir(), 'greenlight-story-'));
  readonly artifacts: ArtifactStore = artifactsIn(join(this.dataDir, 'artifacts'));
  readonly options: WorldOptions;
  store: Store;
  deps: Deps;
  #requests = 0;
  #starts = 0;
  #agentsSeen = 0;
  #effectsRunning = 0;
  #isOpen = true;

  constructor(options: WorldOptions = {}) {
    this.options = options;
    this.chat = fakeChat(options.channels ? { channels: options.channels } : {});
    this.baseSha = this.forge.addRepository(REPO, {
      isPrivate: options.isPublic !== true,
      files: {
        ...options.files,
        ...(options.repositoryFile === undefined ? {} : { '.github/greenlight.yml': options.repositoryFile }),
      },
    });
    this.store = this.#openStore();
    this.deps = storyDeps(this.store, this, options);
  }

  async start(): Promise<this> {
    await this.deps.engine.start(this.#counted(effectRunner(this.deps)));
    await catchUp(this.deps, `start:${++this.#starts}`);
    return this;
  }

  /** The bot goes down and another comes up over what is on the disk; the engine's containers do not outlive it. */
  async restart(): Promise<void> {
    await this.deps.engine.stop();
    await this.store.close();
    await this.sandbox.reap(new Set());
    await this.reopen();
  }

  async reopen(): Promise<void> {
    this.store = this.#openStore();
    this.deps = storyDeps(this.store, this, this.options);
    await this.start();
    await this.settled();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.deps.engine.stop();
    await this.sandbox.close();
    await this.store.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  #openStore(): Store {
    return openStore({ path: join(this.dataDir, 'greenlight.db') });
  }

  // — what people do —

  /** `/agent <text>`; gives the answer that only they see. */
  async types(name: Name, text: string, requestKey?: string): Promise<string> {
    return told(await this.asks(name, text, requestKey));
  }

  /** The same, with its buttons. */
  async asks(name: Name, text: string, requestKey = `cmd-${++this.#requests}`): Promise<Message | null> {
    const respond = { channelId: 'CPAY', userId: PEOPLE[name], responseUrl: 'https://slack.test/respond' };
    const intent = { requestKey, person: who(name), channelId: 'CPAY', text, named: NAMED, respond };
    const answer = await this.#intents().command(intent);
    if (answer !== null && 'form' in answer) throw new Error('words opened a form');
    return answer;
  }

  /** `@greenlight <text>` in the task's thread. */
  async mentions(name: Name, text: string): Promise<string> {
    const requestKey = `mention-${++this.#requests}`;
    const where = { channelId: 'CPAY', threadTs: this.card().ref.ts, ts: '9.9' };
    return told(
      await this.#intents().mention({ requestKey, person: who(name), ...where, text, named: NAMED }),
    );
  }

  /** Clicks a button of the card as it stands, or as `onCard` still shows it; gives the answer or the form. */
  async clicks(
    name: Name,
    label: string,
    onCard: Message = this.card().message,
    requestKey = `click-${++this.#requests}`,
  ): Promise<{ answer?: string; form?: Form }> {
    const button = buttonsOf(onCard).find((each) => each.label === label);
    if (!button) throw new Error(`the card has no button "${label}":\n${shown(onCard)}`);
    const { verb, value } = button;
    const click = { requestKey, person: who(name), channelId: 'CPAY', threadTs: null, verb, value };
    const { answer, form } = await this.#intents().click(click);
    return { ...(answer ? { answer: said(answer) } : {}), ...(form ? { form } : {}) };
  }

  /** Chooses something of a menu of the card. */
  async picks(name: Name, option: string, requestKey = `click-${++this.#requests}`): Promise<string> {
    const menu = menuOf(this.card().message);
    const chosen = menu?.options.find((each) => each.label === option);
    if (!menu || !chosen) throw new Error(`no menu offers "${option}":\n${this.cardText()}`);
    const where = { channelId: 'CPAY', threadTs: null, verb: menu.verb, value: chosen.value };
    return said((await this.#intents().click({ requestKey, person: who(name), ...where })).answer ?? null);
  }

  /** Fills in the form's first field and sends it off. */
  async submits(name: Name, form: Form, words: string): Promise<string> {
    const { errors, answer } = await this.sends(name, form, { [form.fields[0]?.name ?? '']: words });
    return errors ? JSON.stringify(errors) : said(answer ?? null);
  }

  /** The form as it was filled in, where it was opened. */
  sends(
    name: Name,
    form: Form,
    fields: Readonly<Record<string, string>>,
    where: { channelId?: string; threadTs?: string; messageTs?: string } = {},
  ) {
    const { channelId = 'CPAY', threadTs = null, messageTs = null } = where;
    const respond = { channelId, userId: PEOPLE[name], responseUrl: 'https://slack.test/respond' };
    const requestKey = `submit-${++this.#requests}`;
    const place = { channelId, threadTs, messageTs, respond };
    return this.#intents().submit({ requestKey, person: who(name), ...place, value: form.value, fields });
  }

  /** Bare `/agent`, or a shortcut: of a message where it is used on one. */
  async opens(name: Name, from: 'command' | 'anywhere' | { readonly text: string }): Promise<Form> {
    const person = who(name);
    if (from === 'command') {
      const respond = { channelId: 'CPAY', userId: PEOPLE[name], responseUrl: 'https://slack.test/respond' };
      const requestKey = `cmd-${++this.#requests}`;
      const result = await this.#intents().command({
        requestKey,
        person,
        channelId: 'CPAY',
        text: ' ',
        respond,
      });
      if (result === null || !('form' in result)) throw new Error('bare /agent opened no form');
      return result.form;
    }
    const message = from === 'anywhere' ? null : from;
    const channelId = message === null ? PEOPLE[name] : 'CPAY';
    const callbackId = message === null ? 'task_new' : 'task_from_message';
    const { form } = await this.#intents().shortcut({ callbackId, channelId, message });
    if (form === undefined) throw new Error(`${callbackId} opened no form`);
    return form;
  }

  /** What the person sees on their home tab. */
  async home(name: Name): Promise<Message> {
    return await this.#intents().home({ person: who(name) });
  }

  /** What the repository select of a form offers. */
  offers(typed: string): Promise<readonly string[]> {
    return this.#intents().options({ field: 'repo', typed });
  }

  /** Presses Retry, writes the hint, sends it off. */
  async retries(name: Name, hint = ''): Promise<string> {
    const isReviewed = this.cardText().includes('[Retry with the review]');
    const label = isReviewed ? 'Retry with the review' : 'Retry with a hint';
    const { form, answer } = await this.clicks(name, label);
    return form ? await this.submits(name, form, hint) : (answer ?? '');
  }

  #intents() {
    return intents(() => this.deps);
  }

  // — what the outside does —

  /** A webhook comes in. The same `deliveryKey` is the same delivery. */
  hint(hint: DistributiveOmit<ForgeHint, 'taskId'>, deliveryKey = `hook-${++this.#requests}`): Promise<void> {
    return handleHint(this.deps, { ...hint, taskId: this.taskId() } as ForgeHint, deliveryKey, REPO);
  }

  /** Writes `/agent <words>` on the task's pull request; gives the comment that answers. */
  async comments(by: string, words: string, key = `${++this.#requests}`): Promise<string | undefined> {
    const { pullRequest } = await this.task();
    const number = pullRequest?.number ?? 0;
    const accountId = ACCOUNTS[by] ?? 99;
    await handleComment(this.deps, { repo: REPO, pullRequest: number, by, accountId, words, key });
    const answers = this.forge.comments.get(number) ?? [];
    return answers.find((comment) => comment.key === `answer-${key}`)?.body;
  }

  /** CI of the branch's head says this now; no webhook tells of it unless `hint` is called. */
  ci(...checks: readonly Check[]): void {
    const facts = checks.map((check) => checkFact(check, this.clock.nowMs()));
    for (const [index, [job, , text]] of checks.entries()) {
      const jobId = facts[index]?.jobId ?? 0;
      if (text !== undefined && text !== 'infra')
        this.forge.setLog({ job, jobId, url: '', text, truncated: false, failedStep: 'Run npm test' });
    }
    this.forge.setChecks(this.headSha(), facts);
  }

  /** Somebody pushes to the task's branch; a webhook tells of it unless it is lost. */
  async humanPushes(webhook: 'told' | 'lost' = 'told'): Promise<Sha> {
    const headSha = this.forge.push(REPO, `greenlight/${this.taskId()}`, { 'src/mended.ts': 'by hand' });
    if (webhook === 'told') await this.hint({ type: 'branch_moved', headSha, by: 'gia' });
    return headSha;
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

  /** The next run of an agent that no call gave before. */
  async agent(): Promise<FakeRun> {
    const run = await this.until(() => this.sandbox.runs[this.#agentsSeen], 'an agent to start');
    this.#agentsSeen += 1;
    return run;
  }

  async task(id: TaskId = this.taskId()): Promise<Task> {
    const task = await this.deps.engine.get(id);
    if (!task) throw new NotThere('no task yet');
    return task;
  }

  taskId(): TaskId {
    return this.card().key as TaskId;
  }

  headSha(): Sha {
    const last = this.publisher.pushes.at(-1);
    if (!last) throw new NotThere('nothing was pushed yet');
    return last.commit;
  }

  /** The first task's card. */
  card() {
    const card = this.chat.messages().find(isCard);
    if (!card) throw new NotThere('no card yet');
    return card;
  }

  cards(): readonly string[] {
    return this.chat
      .messages()
      .filter(isCard)
      .map((entry) => shown(entry.message));
  }

  cardText(): string {
    return shown(this.card().message);
  }

  /** The card's state and why. */
  says(): string {
    return gist(this.card().message);
  }

  /** Replies in the thread, oldest first. */
  replies(): readonly string[] {
    return this.chat
      .messages()
      .filter((entry) => !isCard(entry))
      .map((entry) => said(entry.message));
  }

  lastReply(): string {
    return this.replies().at(-1) ?? '(none)';
  }

  /** What one person alone was told, beside what they typed. */
  answers(): readonly string[] {
    return this.chat.answers().map(({ message }) => said(message));
  }

  /** Waits until the task is in this state and everything that follows from it is done. */
  async reaches(name: Task['state']['name']): Promise<Task> {
    await this.until(async () => (await this.task()).state.name === name || undefined, `state ${name}`);
    await this.settled();
    return this.task();
  }

  /** Polls, without time of the story's, until `look` finds something. */
  async until<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    while (performance.now() < giveUpAtMs) {
      const found = await ifThere(look);
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const card = await ifThere(() => this.cardText());
    throw new Error(`waited in vain for ${what}; the card says:\n${card ?? '(none)'}`);
  }

  /** Until nothing moves any more: no effect runs but agents at work, and the record stands still. */
  async settled(): Promise<void> {
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    let before = '';
    for (let still = 0; still < 15 && performance.now() < giveUpAtMs; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const task = await ifThere(() => this.task());
      const now = `${this.chat.messages().length} ${this.forge.calls.length} ${this.publisher.pushes.length} ${task?.sequence}`;
      const isBusy = this.#effectsRunning > this.sandbox.live.size;
      still = now === before && !isBusy ? still + 1 : 0;
      before = now;
    }
  }

  #counted(run: EffectRunner): EffectRunner {
    return async (task, effect, signal, gotGoing) => {
      this.#effectsRunning += 1;
      try {
        await run(task, effect, signal, gotGoing);
      } finally {
        this.#effectsRunning -= 1;
      }
    };
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const told = (message: Message | null): string => (message === null ? '(nothing)' : said(message));

const isCard = ({ key }: { key: string }): boolean => /^t-[^-]{8}$/.test(key);

class NotThere extends Error {}

async function ifThere<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotThere) return undefined;
    throw error;
  }
}
