// A new task. The same request delivered twice starts one: its id comes from the request.
import type { ChannelSettings } from '#core/channel-settings.ts';
import type { Command } from '#core/command.ts';
import { sameWords } from '#core/duplicate.ts';
import type { EventOf } from '#core/events.ts';
import { branchOfTask, isTaskId } from '#core/ids.ts';
import { personNamed } from '#core/link-words.ts';
import { started } from '#core/messages/answers.ts';
import { notAllowed } from '#core/messages/decision-answers.ts';
import { offerGone } from '#core/messages/join-words.ts';
import { nobodyNamed } from '#core/messages/link-words.ts';
import type { Message } from '#core/messages/message.ts';
import { repositoryNotChosen, unknownAgent } from '#core/messages/not-understood.ts';
import { nearest } from '#core/nearest.ts';
import { personOf } from '#core/people.ts';
import { mayStart, type Refusal } from '#core/permissions.ts';
import { type Policy, tighten } from '#core/policy.ts';
import { chooseRepository } from '#core/repository-choice.ts';
import {
  type Approver,
  MAX_REQUEST_CHARS,
  type RepoRef,
  repoName,
  type TaskRequest,
} from '#core/task/request.ts';
import { settingsOf } from '../channel-settings.ts';
import type { AppConfig, Deps } from '../deps.ts';
import { digestOf, taskIdOf } from '../digest.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { knownAt, type StandingNeeds } from '../standing.ts';
import { rememberRespond } from '../threads.ts';
import type { Context } from './context.ts';
import { type KeptStart, keptStart, offerToJoin, sameTask } from './duplicate.ts';

type Needs = Pick<Deps, 'engine' | 'config' | 'audit' | 'chat' | 'taskPage' | 'starts'> & StandingNeeds;

export async function start(
  deps: Needs,
  context: Context,
  command: Extract<Command, { name: 'start' }>,
  originUrl?: string,
): Promise<Message> {
  const { config, clock } = deps;
  const { options, text } = command;
  const here = await settingsOf(deps, context.channelId);
  const choice = chooseRepository({
    option: options.repo,
    text,
    channelDefault: here.repo,
    configured: config.repositories.map((entry) => entry.repo),
  });
  if (!choice.ok) return repositoryNotChosen(choice);
  const entry = entryOf(config, choice.repo);
  const permission = mayStart((await knownAt(deps, context, entry)).actor, entry.policy);
  if (!permission.allowed) return await refusedToStart(deps, context, choice.repo, permission.because);
  const agent = options.agent ?? here.agent ?? entry.agent;
  const agents = Object.keys(config.agents);
  if (!Object.hasOwn(config.agents, agent)) return unknownAgent(agent, agents, nearest(agent, agents));
  const approvers = await approversOf(deps, context, options.approvers);
  if (!approvers.ok) return nobodyNamed(approvers.word);
  const policy = {
    ...tighten(entry.policy, {
      maxAttempts: options.attempts,
      maxRuntimeMs: options.runtimeMs,
      maxCostUsd: options.costUsd,
    }),
    ...ladderFor(config, here),
  };
  const taskId = taskIdOf(context.requestKey);
  const atMs = clock.nowMs();
  const base = options.base ?? baseOf(here, choice.repo);
  const asked = { text, repo: choice.repo, base, atMs };
  const event = {
    id: `${taskId}:requested`,
    atMs,
    type: 'requested' as const,
    taskId,
    request: requestOf(context, command, { atMs, approvers: approvers.people, originUrl, base }),
    repo: choice.repo,
    branch: branchOfTask(taskId),
    baseBranch: base,
    agent,
    policy,
    policyDigest: digestOf(policy),
  };
  return await oneAtATime(deps.starts, `${repoName(choice.repo)} ${sameWords(text)}`, async () => {
    const same = options.duplicate === 'ok' ? undefined : await sameTask(deps, taskId, asked);
    if (same !== undefined)
      return await offerToJoin(deps, same, { id: taskId, atMs, start: toKeep(context, command, originUrl) });
    return await begin(deps, context, event);
  });
}

async function begin(deps: Needs, context: Context, event: EventOf<'requested'>): Promise<Message> {
  const { taskId } = event;
  if (context.respond !== null) await rememberRespond(deps.settings, taskId, context.respond);
  const delivery = await deps.engine.deliver(taskId, event);
  if (delivery.task === undefined) throw new Error(`${taskId} was delivered and is not there`);
  return started(delivery.task);
}

function requestOf(
  { actor, channelId, threadTs }: Context,
  { text, options }: Extract<Command, { name: 'start' }>,
  more: {
    readonly atMs: number;
    readonly approvers: readonly Approver[] | undefined;
    readonly originUrl: string | undefined;
    readonly base: string | null;
  },
): TaskRequest {
  const requester = personOf(actor);
  return {
    text: text.slice(0, MAX_REQUEST_CHARS),
    requester,
    teamId: requester.teamId,
    channelId,
    ...(threadTs === null ? {} : { threadTs }),
    ...(more.originUrl === undefined ? {} : { originUrl: more.originUrl }),
    ...(more.base === null ? {} : { base: more.base }),
    ...(options.priority === undefined || options.priority === 'normal'
      ? {}
      : { priority: options.priority }),
    ...(more.approvers === undefined ? {} : { approvers: more.approvers }),
    ...(options.proveRuns === undefined ? {} : { proveRuns: options.proveRuns }),
    requestedAtMs: more.atMs,
    ...(actor.via === undefined ? {} : { via: actor.via }),
  };
}

const toKeep = (
  { actor, requestKey, channelId, threadTs, named }: Context,
  command: Extract<Command, { name: 'start' }>,
  originUrl: string | undefined,
): KeptStart => ({
  command,
  userId: actor.userId,
  teamId: actor.teamId,
  context: { requestKey, channelId, threadTs, ...(named === undefined ? {} : { named }) },
  ...(originUrl === undefined ? {} : { originUrl }),
});

/** The click behind “Start anyway”: what was asked for then, by whoever clicks; twice is once. */
export async function startAnyway(deps: Needs, clicked: Context, id: string): Promise<Message> {
  const kept = isTaskId(id) ? await keptStart(deps, clicked, id) : offerGone();
  if (!('command' in kept)) return kept;
  const { command, context, originUrl } = kept;
  const options = { ...command.options, duplicate: 'ok' as const };
  return await start(deps, { ...clicked, ...context }, { ...command, options }, originUrl);
}

type Approvers =
  | { readonly ok: true; readonly people: readonly Approver[] | undefined }
  | { readonly ok: false; readonly word: string };

async function approversOf(
  { chat }: Pick<Deps, 'chat'>,
  { named = {} }: Context,
  words: readonly string[] | undefined,
): Promise<Approvers> {
  const found = (words ?? []).map((word) => ({ word, userId: personNamed(word, named) }));
  const unknown = found.find(({ userId }) => userId === null);
  if (unknown !== undefined) return { ok: false, word: unknown.word };
  const ids = [...new Set(found.flatMap(({ userId }) => userId ?? []))];
  const people = await Promise.all(ids.map(async (userId) => ({ userId, name: await chat.nameOf(userId) })));
  return { ok: true, people: words === undefined ? undefined : people };
}

/** No task has it in its record, so it is told here. */
async function refusedToStart(
  { audit, clock }: Pick<Deps, 'audit' | 'clock'>,
  { actor }: Context,
  repo: RepoRef,
  because: Refusal,
): Promise<Message> {
  await audit.record({
    atMs: clock.nowMs(),
    action: 'start',
    who: { kind: 'chat', ...personOf(actor) },
    from: actor.via ?? 'unknown',
    about: repoName(repo),
    result: 'refused_not_allowed',
    detail: because,
  });
  return notAllowed(because);
}

/** A branch of the channel's repository says nothing about another one. */
const baseOf = ({ repo, base }: ChannelSettings, chosen: RepoRef): string | null =>
  repo !== null && repoName(repo) === repoName(chosen) ? base : null;

/** Who is on call depends on where it was asked. */
function ladderFor({ escalation }: AppConfig, here: ChannelSettings): Pick<Policy, 'escalation'> {
  if (escalation === undefined) return {};
  const { onCall, ...ladder } = escalation;
  return { escalation: { ...ladder, onCall: here.onCall ?? onCall.default } };
}

function entryOf(config: AppConfig, repo: RepoRef): AppConfig['repositories'][number] {
  const entry = config.repositories.find(
    (candidate) => candidate.repo === repo || repoName(candidate.repo) === repoName(repo),
  );
  if (!entry) throw new Error(`channels name ${repoName(repo)}, which is no configured repository`);
  return entry;
}
