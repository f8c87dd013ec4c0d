// A new task. The same request delivered twice starts one: its id comes from the request.
import type { ChannelSettings } from '#core/channel-settings.ts';
import type { Command } from '#core/command.ts';
import { branchOfTask } from '#core/ids.ts';
import { personNamed } from '#core/link-words.ts';
import { started } from '#core/messages/answers.ts';
import { notAllowed } from '#core/messages/decision-answers.ts';
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
import { knownAt, type StandingNeeds } from '../standing.ts';
import { rememberRespond } from '../threads.ts';
import type { Context } from './context.ts';

type Needs = Pick<Deps, 'engine' | 'config' | 'audit' | 'chat'> & StandingNeeds;

export async function start(
  deps: Needs,
  context: Context,
  command: Extract<Command, { name: 'start' }>,
  originUrl?: string,
): Promise<Message> {
  const { config, clock, engine } = deps;
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
  if (context.respond !== null) await rememberRespond(deps.settings, taskId, context.respond);
  const atMs = clock.nowMs();
  const delivery = await engine.deliver(taskId, {
    id: `${taskId}:requested`,
    atMs,
    type: 'requested',
    taskId,
    request: requestOf(context, command, { atMs, approvers: approvers.people, originUrl }),
    repo: choice.repo,
    branch: branchOfTask(taskId),
    baseBranch: options.base ?? baseOf(here, choice.repo),
    agent,
    policy,
    policyDigest: digestOf(policy),
  });
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
    ...(options.priority === undefined || options.priority === 'normal'
      ? {}
      : { priority: options.priority }),
    ...(more.approvers === undefined ? {} : { approvers: more.approvers }),
    ...(options.proveRuns === undefined ? {} : { proveRuns: options.proveRuns }),
    requestedAtMs: more.atMs,
    ...(actor.via === undefined ? {} : { via: actor.via }),
  };
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
