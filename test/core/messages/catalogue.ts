// Every message that Greenlight writes in the chat, under a title that says when. What is not here is not said.

import { parseCommand } from '#core/command.ts';
import type { Escalation } from '#core/escalation.ts';
import type { TaskId } from '#core/ids.ts';
import * as answers from '#core/messages/answers.ts';
import { cardMessage } from '#core/messages/card.ts';
import * as channels from '#core/messages/channel-words.ts';
import * as comments from '#core/messages/comment-words.ts';
import * as decisions from '#core/messages/decision-answers.ts';
import * as details from '#core/messages/details.ts';
import * as calls from '#core/messages/escalation-words.ts';
import { type Home, homeMessage } from '#core/messages/home.ts';
import * as joining from '#core/messages/join-words.ts';
import * as limits from '#core/messages/limit-words.ts';
import * as links from '#core/messages/link-words.ts';
import * as logWords from '#core/messages/log-words.ts';
import type { Form, Message } from '#core/messages/message.ts';
import * as mutes from '#core/messages/mute-words.ts';
import * as notUnderstood from '#core/messages/not-understood.ts';
import * as notes from '#core/messages/note-words.ts';
import { startForm } from '#core/messages/start-form.ts';
import type { NeedsHumanCode } from '#core/task/state.ts';
import type { Task, UntoldReply } from '#core/task/task.ts';
import { VERBS } from '#core/verbs.ts';
import {
  BASELINE_CUT_SHORT,
  BLOCKED,
  calling,
  DELETED_BRANCH,
  DETAILS,
  LEFT_TO_DO,
  RETRIED,
  RETRIED_WITHOUT_HINT,
  reply,
  TASKS,
  TWICE_RED,
} from './tasks.ts';

export type Entry = { readonly title: string; readonly message: Message };
export type Chapter = { readonly name: string; readonly about: string; readonly entries: readonly Entry[] };

const LINKS = { taskPage: 'https://greenlight.test/tasks/t-00000001' };
const taskNamed = (name: string): Task => {
  const task = TASKS[name];
  if (task === undefined) throw new Error(`no sample task is called ${name}`);
  return task;
};
const card = (title: string, task: Task): Entry => ({ title, message: cardMessage(task, LINKS) });
const calledBack = (title: string, task: Task): Entry => ({
  title,
  message: reply(task, { kind: 'called_back' }),
});
const ended = (name: string): Entry => ({
  title: name,
  message: reply(taskNamed(name), { kind: 'ended' }),
});

const MUTED_AT = Date.UTC(2026, 10, 30, 14, 3);
const AN_HOUR_LATER = MUTED_AT + 3_600_000;
const muted = (untilMs: number | null): Task => ({
  ...taskNamed('working'),
  mute: { by: { teamId: 'T1', userId: 'UBEN', name: 'ben' }, atMs: MUTED_AT, untilMs },
});
const STEPS = ['requester', 'on_call', 'pager'] as const;
const OPEN: Escalation = {
  no: 1,
  by: null,
  reason: '',
  openedAtMs: MUTED_AT,
  about: null,
  calls: [],
};
const called = (...targets: readonly (typeof STEPS)[number][]): Task => {
  const task = calling({ code: 'agent_asked', detail: DETAILS.agent_asked });
  const steps = STEPS.map((call) => ({ call, waitMs: 900_000, quiet: 'break' as const }));
  return {
    ...task,
    policy: { ...task.policy, escalation: { afterMs: 1_800_000, steps, onCall: ['S0ONCALL'] } },
    escalation: {
      ...OPEN,
      calls: targets.map((target, index) => ({
        step: STEPS.indexOf(target),
        target,
        atMs: MUTED_AT + index * 900_000,
        ...(target === 'pager' ? { failed: true as const } : {}),
      })),
    },
  };
};
const BEN = { teamId: 'T1', userId: 'UBEN', name: 'ben' };
const byBen = (reason: string): Task => {
  const task = called('on_call');
  return { ...task, escalation: { ...(task.escalation ?? OPEN), by: BEN, reason } };
};
const HALF = taskNamed('green, with one approval of two');
const EXPIRED_AT = (HALF.decisions[0]?.atMs ?? 0) + 86_400_000;
const EXPIRED: Task = {
  ...HALF,
  decisions: HALF.decisions.map((each) => ({ ...each, expiredAtMs: EXPIRED_AT })),
};
const HEARD: Task = {
  ...byBen('the release waits for it'),
  escalation: {
    ...OPEN,
    ...byBen('the release waits for it').escalation,
    acknowledged: { by: { ...BEN, userId: 'UOLU', name: 'olu' }, atMs: MUTED_AT + 120_000 },
  },
};
const EXTENDED: Task = {
  ...TWICE_RED,
  extensions: [{ by: BEN, atMs: MUTED_AT, limits: { maxAttempts: 5, maxRuntimeMs: 10_800_000 } }],
};
const NIGHT = { hours: { fromMinute: 22 * 60, toMinute: 7 * 60 }, zone: 'Europe/Berlin', by: 'ben' };
const NOTHING_SET = { repo: null, base: null, agent: null, quiet: null, onCall: null };
const ALL_SET = {
  repo: taskNamed('working').repo,
  base: 'release',
  agent: 'claude-code',
  quiet: NIGHT,
  onCall: ['S012ABCDEF', 'UOLU'],
};
const HOME: Home = {
  userId: 'UANA',
  decides: false,
  tasks: ['green', 'working', 'just asked for', 'merged'].map(taskNamed),
  isCut: false,
  mutedUntilMs: null,
  channels: {
    shown: [
      { channelId: 'C012ABCDEF', settings: { ...NOTHING_SET, repo: taskNamed('green').repo, quiet: NIGHT } },
    ],
    left: 0,
  },
  administers: false,
  parts: [{ name: 'GitHub', ok: true }],
  taskPage: () => LINKS.taskPage,
  nowMs: MUTED_AT,
};
const RED_TWICE: readonly UntoldReply[] = [1, 2].map((attempt) => ({
  key: `red-${attempt}`,
  reply: { kind: 'attempt_finished', attempt },
}));
const HELD_CALL: UntoldReply = { key: 'call', reply: { kind: 'called_back' } };
const digest = (title: string, task: Task, held: readonly UntoldReply[]): Entry => ({
  title,
  message: reply(task, { kind: 'digest', held }),
});

const BY_SOMEBODY: ReadonlySet<NeedsHumanCode> = new Set([
  'taken_over',
  'human_pushed',
  'pull_request_closed',
  'pull_request_drafted',
  'changes_requested',
]);

const needsHuman: readonly Entry[] = [
  ...(Object.entries(DETAILS) as [NeedsHumanCode, string][]).map(([code, detail]) =>
    calledBack(code, calling({ code, detail, ...(BY_SOMEBODY.has(code) ? { by: 'dora' } : {}) })),
  ),
  calledBack('human_pushed, by deleting the branch', DELETED_BRANCH),
  calledBack('proof_never_failed, in the time there was', BASELINE_CUT_SHORT),
];

const misread = (input: string, inThread = false): Entry => {
  const parsed = parseCommand(input, inThread);
  if (parsed.ok) throw new Error(`understood after all: ${input}`);
  return {
    title: `/agent ${input}${inThread ? ' (in a thread)' : ''}`,
    message: notUnderstood.misunderstood(parsed.misunderstood),
  };
};

const refused = (title: string, name: string, code: string, detail?: string): Entry => ({
  title,
  message: decisions.refused(code, detail, taskNamed(name)),
});

export const CHAPTERS: readonly Chapter[] = [
  {
    name: 'The card',
    about:
      'One per task, edited in place. The line after “notification” is all that a phone or a screen reader gets.',
    entries: [
      ...Object.entries(TASKS).map(([name, task]) => card(name, task)),
      ...Object.entries(BLOCKED)
        .slice(0, 1)
        .map(([name, task]) => card(`blocked by ${name}`, task)),
      card('escalated, and nobody has acknowledged', called('requester', 'on_call', 'pager')),
      card('escalated by a person, and acknowledged', HEARD),
      card('escalated, and decided', { ...called('on_call'), escalation: { ...OPEN, closedAtMs: MUTED_AT } }),
      card('muted for an hour', muted(AN_HOUR_LATER)),
      card('muted until it rests', muted(null)),
      card('needs a human', calling({ code: 'agent_asked', detail: DETAILS.agent_asked })),
    ],
  },
  {
    name: 'Replies in the thread: an attempt ended',
    about: 'One per red attempt, without a ping.',
    entries: [
      {
        title: 'first attempt red',
        message: reply(taskNamed('in its second attempt'), { kind: 'attempt_finished', attempt: 1 }),
      },
      {
        title: 'second attempt red',
        message: reply(TWICE_RED, { kind: 'attempt_finished', attempt: 2 }),
      },
      {
        title: 'green in CI, and its proof failed',
        message: reply(taskNamed('in its second attempt, after a proof that failed'), {
          kind: 'attempt_finished',
          attempt: 1,
        }),
      },
      { title: 'retried with a hint', message: reply(RETRIED, { kind: 'retried' }) },
      { title: 'retried without a hint', message: reply(RETRIED_WITHOUT_HINT, { kind: 'retried' }) },
      {
        title: 'an approval that no other one joined',
        message: reply(EXPIRED, { kind: 'approval_expired', atMs: EXPIRED_AT }),
      },
    ],
  },
  {
    name: 'Replies in the thread: a decision is wanted',
    about: 'The requester is pinged, once.',
    entries: [
      ...[
        'green',
        'green, after failed jobs ran again',
        'green, with a proof',
        'green, with a proof and all of CI run again',
        'green, with a proof that a rare flake may pass',
        'green, of high risk',
        'green, where nothing is merged',
      ].map((name) => calledBack(name, taskNamed(name))),
      calledBack('blocked, with all that there is to tell', LEFT_TO_DO),
      ...Object.entries(BLOCKED).map(([name, task]) => calledBack(`blocked by ${name}`, task)),
      ...needsHuman,
      calledBack('decided before the reply was posted', taskNamed('merged')),
    ],
  },
  {
    name: 'Replies in the thread: somebody is called',
    about:
      'When nobody answers, or a person asks for help. Whoever is called is pinged; the next reminder takes the place of the one before.',
    entries: [
      ...(['requester', 'on_call'] as const).map((target) => ({
        title: `${target.replace('_', ' ')}, since nobody answered`,
        message: reply(called(target), { kind: 'escalated', no: 1, call: 1 }),
      })),
      {
        title: 'on call, by a person',
        message: reply(byBen('the release waits for it'), { kind: 'escalated', no: 1, call: 1 }),
      },
      {
        title: 'on call, by a person who gives no reason',
        message: reply(byBen(''), { kind: 'escalated', no: 1, call: 1 }),
      },
      { title: 'somebody comes', message: reply(HEARD, { kind: 'acknowledged', no: 1 }) },
      {
        title: 'decided before the reply was posted',
        message: reply(taskNamed('merged'), { kind: 'escalated', no: 1, call: 1 }),
      },
    ],
  },
  {
    name: 'Replies in the thread: quiet is over',
    about:
      'What was held back while a task, its requester or its channel was muted. A call that could not ping does now.',
    entries: [
      digest('two attempts were red', TWICE_RED, RED_TWICE),
      digest('it waits for a decision', taskNamed('green'), [HELD_CALL]),
      digest('both', calling({ code: 'agent_asked', detail: DETAILS.agent_asked }), [
        ...RED_TWICE.slice(0, 1),
        HELD_CALL,
      ]),
    ],
  },
  {
    name: 'Replies in the thread: the end',
    about: 'The requester is pinged, unless it was they who decided.',
    entries: [
      'merged',
      'merged by policy',
      'ready for review',
      'aborted',
      'aborted before anything was pushed',
    ].map(ended),
  },
  {
    name: 'Answers to what somebody typed',
    about: 'Only they see them.',
    entries: [
      { title: 'a task was started', message: answers.started(taskNamed('just asked for')) },
      ...[
        'fix it repos=payments',
        'fix it colour=red',
        'fix it attempts=0',
        'fix it prove=1000',
        'fix it repo=',
        'repo=a fix it repo=b',
        'repo=payments',
        'aprove',
        'stop t-4f7k2mqx',
        'abort',
        'list flaky',
        'mute t-4f7k2mqx forever',
        'mute me end',
        'config quiet',
        'config colour red',
        'extend t-4f7k2mqx',
        'fix it priority=urgent',
      ].map((input) => misread(input)),
      misread('abort the mission', true),
      {
        title: 'no such repository',
        message: notUnderstood.repositoryNotChosen({
          ok: false,
          because: 'unknown',
          asked: 'paymets',
          nearest: 'payments',
        }),
      },
      {
        title: 'several repositories fit',
        message: notUnderstood.repositoryNotChosen({
          ok: false,
          because: 'ambiguous',
          candidates: ['acme/payments', 'acme/api'],
        }),
      },
      {
        title: 'no repository named',
        message: notUnderstood.repositoryNotChosen({
          ok: false,
          because: 'none_named',
          candidates: ['acme/payments', 'acme/api'],
        }),
      },
      {
        title: 'no repository configured',
        message: notUnderstood.repositoryNotChosen({ ok: false, because: 'none_named', candidates: [] }),
      },
      {
        title: 'no such agent',
        message: notUnderstood.unknownAgent('clade', ['claude', 'scripted'], 'claude'),
      },
      { title: 'no such task', message: notUnderstood.noSuchTask('t-9') },
      {
        title: 'a task that is no longer kept',
        message: notUnderstood.noLongerKept('t-00000001' as TaskId, {
          state: 'merged',
          endedAtMs: Date.UTC(2026, 4, 3),
          removedAtMs: Date.UTC(2026, 9, 31),
          afterDays: 180,
        }),
      },
      {
        title: 'several tasks fit',
        message: notUnderstood.ambiguousTask('t-0', ['t-00000001', 't-00000002']),
      },
      { title: 'a thread without a task', message: notUnderstood.noTaskHere() },
      {
        title: 'other words in the thread of a task at work',
        message: notes.noteQueued(taskNamed('working')),
      },
      { title: 'more of them than are kept', message: notes.tooManyNotes(taskNamed('working')) },
      {
        title: 'other words in the thread of a task at rest',
        message: notes.nothingAsked(taskNamed('green')),
      },
      {
        title: 'the channel is closed to Greenlight',
        message: answers.cannotPost(taskNamed('just asked for'), 'not_in_channel'),
      },
      { title: 'status', message: answers.statusOf(TWICE_RED, LINKS.taskPage) },
      {
        title: 'status of a task that needs a human',
        message: answers.statusOf(
          calling({ code: 'agent_asked', detail: DETAILS.agent_asked }),
          LINKS.taskPage,
        ),
      },
      { title: 'list', message: answers.taskList([taskNamed('green'), taskNamed('working')], true) },
      { title: 'list, with none', message: answers.taskList([], false) },
      { title: 'a task was muted', message: mutes.taskMuted(muted(AN_HOUR_LATER)) },
      { title: 'a task was muted until it rests', message: mutes.taskMuted(muted(null)) },
      {
        title: 'a task was muted, and where the person lives is not known',
        message: mutes.inUtc(mutes.taskMuted(muted(AN_HOUR_LATER))),
      },
      { title: 'a mute was ended', message: mutes.taskUnmuted(taskNamed('working'), true) },
      {
        title: 'a mute was ended that held nothing',
        message: mutes.taskUnmuted(taskNamed('working'), false),
      },
      { title: 'unmuting what is not muted', message: mutes.taskNotMuted(taskNamed('working')) },
      { title: 'muting what is over', message: mutes.nothingToMute(taskNamed('merged')) },
      { title: 'a person was muted', message: mutes.personMuted(AN_HOUR_LATER, MUTED_AT) },
      { title: 'a person was unmuted', message: mutes.personUnmuted() },
      { title: 'a person who is not muted', message: mutes.personNotMuted() },
      { title: 'a channel has quiet hours', message: channels.quietSet(NIGHT) },
      { title: 'a channel has no quiet hours any more', message: channels.quietOff() },
      {
        title: 'settings of a channel',
        message: channels.channelSettings({ ...NOTHING_SET, repo: taskNamed('working').repo, quiet: NIGHT }),
      },
      { title: 'settings of a channel with all of them', message: channels.channelSettings(ALL_SET) },
      { title: 'settings of a channel with none', message: channels.channelSettings(NOTHING_SET) },
      { title: 'a channel has a repository', message: channels.repositorySet(taskNamed('working').repo) },
      { title: 'a channel has none any more', message: channels.repositoryUnset(null) },
      {
        title: 'a channel has that of the operator again',
        message: channels.repositoryUnset(taskNamed('working').repo),
      },
      { title: 'settings, changed by a bystander', message: channels.mayNotConfigure() },
      {
        title: 'settings of channels, for an admin',
        message: channels.channelsList({
          shown: [
            { channelId: 'C012ABCDEF', settings: ALL_SET },
            { channelId: 'C034GHIJKL', settings: NOTHING_SET },
          ],
          left: 0,
        }),
      },
      { title: 'settings of a channel were changed', message: channels.channelSet('C012ABCDEF', ALL_SET) },
      { title: 'the form for a channel, sent off by a bystander', message: channels.mayNotAdminister() },
      { title: 'a task was escalated', message: calls.escalated(called('on_call')) },
      {
        title: 'a task was escalated to the last step',
        message: calls.escalated(called('on_call', 'pager')),
      },
      { title: 'acknowledged', message: calls.acknowledgedBy(called('on_call')) },
      ...[
        'refused_nobody_to_call',
        'refused_all_called',
        'refused_not_escalated',
        'refused_acknowledged',
      ].map((code) => ({
        title: `escalation: ${code.replaceAll('_', ' ')}`,
        message: calls.notEscalated(code, HEARD) ?? decisions.refused(code, undefined, HEARD),
      })),
      { title: 'show', message: details.detailsOf(EXTENDED, LINKS.taskPage) },
      ...[false, true].map((isTheirs) => ({
        title: `asked for already${isTheirs ? ', by the same person' : ''}`,
        message: joining.alreadyAsked(taskNamed('working'), {
          value: 't-00000002',
          taskPage: LINKS.taskPage,
          atMs: taskNamed('working').request.requestedAtMs + 180_000,
          isTheirs,
        }),
      })),
      { title: 'joined', message: joining.nowJoined(taskNamed('working')) },
      ...['refused_joined', 'refused_too_many_joined', 'refused_closed'].map((code) => ({
        title: `joining: ${code.replaceAll('_', ' ')}`,
        message:
          joining.notJoined(code, taskNamed('working')) ??
          decisions.refused(code, undefined, taskNamed('merged')),
      })),
      { title: 'the offer is gone', message: joining.offerGone() },
      {
        title: 'logs: what the agent printed last',
        message: logWords.lastLines(
          taskNamed('working'),
          'npm test\n12 passed, 1 failed\nLooking at the clock',
          LINKS.taskPage,
        ),
      },
      {
        title: 'logs: nothing printed yet',
        message: logWords.lastLines(taskNamed('working'), undefined, LINKS.taskPage),
      },
      {
        title: 'logs: of an attempt that ended',
        message: logWords.lastLines(TWICE_RED, 'Done.\n', LINKS.taskPage),
      },
      {
        title: 'logs: of an agent that printed nothing',
        message: logWords.lastLines(TWICE_RED, undefined, LINKS.taskPage),
      },
      {
        title: 'logs: no attempt yet',
        message: logWords.lastLines(taskNamed('queued'), undefined, LINKS.taskPage),
      },
      {
        title: 'logs: removed by retention',
        message: logWords.lastLines(
          { ...TWICE_RED, artifactsRemoved: { attempts: 2, atMs: MUTED_AT, afterDays: 14 } },
          undefined,
          LINKS.taskPage,
        ),
      },
      { title: 'extended', message: limits.extended(EXTENDED) },
      ...['refused_not_more', 'refused_over_ceiling', 'refused_preparing', 'refused_too_often'].map(
        (code) => ({
          title: `extending: ${code.replaceAll('_', ' ')}`,
          message:
            limits.notExtended(code, EXTENDED, EXTENDED.policy) ??
            decisions.refused(code, undefined, EXTENDED),
        }),
      ),
      { title: 'taken over', message: limits.takenOver(taskNamed('green')) },
      { title: 'taken over before anything was pushed', message: limits.takenOver(taskNamed('working')) },
      {
        title: 'taken over by somebody else',
        message: limits.takenAlready(calling({ code: 'taken_over', detail: '', by: 'ben' })),
      },
      { title: 'on a pull request, from somebody who may not push', message: comments.mayNotWriteHere() },
      { title: 'on a pull request, what is for the chat', message: comments.notFromHere() },
      { title: 'linked to nothing', message: links.linkState(null) },
      { title: 'linked to an account', message: links.linkState('ana-dev') },
      {
        title: 'a code to link an account by',
        message: links.linkOffered({
          login: 'ana-dev',
          code: 'gl-0123456789abcdef0123',
          untilMs: MUTED_AT + 600_000,
          atMs: MUTED_AT,
        }),
      },
      { title: 'linked', message: links.linkedHere('ana-dev') },
      { title: 'linked, on the pull request', message: links.linkedThere('ana-dev', 'ana') },
      { title: 'linking, with a code that is none', message: links.codeUnknown() },
      { title: 'linking, with a code for another account', message: links.codeOfOther('ana-dev') },
      { title: 'linking an account of somebody else', message: links.accountTaken('ana-dev', 'ana') },
      { title: 'unlinked', message: links.unlinkedHere('ana-dev') },
      { title: 'unlinked by an admin', message: links.unlinkedOther('ana-dev', '@ana') },
      { title: 'unlinked, on the pull request', message: links.unlinkedThere('ana-dev') },
      { title: 'unlinking without a link', message: links.notLinked(null) },
      { title: 'unlinking somebody without a link', message: links.notLinked('@ana') },
      { title: 'unlinking without a link, on the pull request', message: links.notLinkedThere('ana-dev') },
      { title: 'unlinking somebody, by a bystander', message: links.mayNotUnlink() },
      { title: 'unlinking somebody unknown', message: links.nobodyNamed('@somebody') },
      { title: 'help', message: notUnderstood.help(null) },
      ...Object.keys(VERBS).map((verb) => ({ title: `help ${verb}`, message: notUnderstood.help(verb) })),
      { title: 'something broke', message: answers.failed('7f3a') },
    ],
  },
  {
    name: 'The home tab',
    about: 'One for each person, as it is when they look at it.',
    entries: [
      { title: 'home of somebody with tasks', message: homeMessage(HOME) },
      {
        title: 'home of an admin',
        message: homeMessage({
          ...HOME,
          administers: true,
          channels: {
            shown: [...HOME.channels.shown, { channelId: 'C034GHIJKL', settings: ALL_SET }],
            left: 3,
          },
        }),
      },
      {
        title: 'home of somebody without any, and GitHub is away',
        message: homeMessage({
          ...HOME,
          tasks: [],
          mutedUntilMs: AN_HOUR_LATER,
          parts: [{ name: 'GitHub', ok: false, detail: 'forge_unavailable' }],
        }),
      },
    ],
  },
  {
    name: 'Answers to a decision',
    about: 'Only the one who clicked or typed sees them.',
    entries: [
      { title: 'approved', message: decisions.decided('approve', taskNamed('approved'), 'approved') },
      {
        title: 'approved, the first of two',
        message: decisions.decided(
          'approve',
          taskNamed('green, with one approval of two'),
          'approved_in_part',
        ),
      },
      { title: 'retried', message: decisions.decided('retry', RETRIED, 'retried') },
      ...['judged_again', 'published_again', 'proposed_again', 'went_on'].map((code) => ({
        title: `retried: ${code.replaceAll('_', ' ')}`,
        message: decisions.decided('retry', taskNamed('waiting for checks'), code),
      })),
      { title: 'aborted', message: decisions.decided('abort', taskNamed('aborted'), 'aborted') },
      refused('somebody else was first', 'approved', 'refused_stale'),
      refused('a card that is outdated', 'waiting for checks', 'refused_stale'),
      refused('a newer commit than the one that was seen', 'green', 'refused_other_commit'),
      refused('approving what is not green yet', 'waiting for checks', 'refused_not_green'),
      refused('approving twice', 'green, with one approval of two', 'refused_approved_already'),
      refused('approving what was aborted', 'aborted', 'refused_not_green'),
      refused('retrying what still runs', 'working', 'refused_still_running'),
      refused('aborting a merge', 'approved and merging', 'refused_merging'),
      refused('aborting twice', 'aborted', 'refused_already_aborted'),
      refused('deciding when all is over', 'merged', 'refused_closed'),
      refused('from another workspace', 'green', 'refused_not_allowed', 'other_workspace'),
      refused('a bystander', 'green', 'refused_not_allowed', 'not_involved'),
      refused('the requester, of high risk', 'green, of high risk', 'refused_not_allowed', 'own_high_risk'),
      refused(
        'somebody who was not named',
        'green, to be approved by those who were named',
        'refused_not_allowed',
        'not_named',
      ),
      ...(
        [
          ['somebody without a link, where GitHub says who may', 'not_linked'],
          ['somebody who may not push', 'may_not_push'],
          ['somebody whose login went to another account', 'other_account'],
          ['anybody while GitHub does not answer', 'not_told'],
          ['somebody who may push, of high risk', 'not_an_approver'],
        ] as const
      ).map(([who, because]) => refused(who, 'green', 'refused_not_allowed', because)),
      refused('a code that is new', 'green', 'something_else'),
      { title: 'a button of an older version', message: answers.outdatedButton() },
    ],
  },
];

export const FORMS: readonly Form[] = [
  answers.retryForm(taskNamed('green'), 'opaque'),
  answers.changesForm(taskNamed('green'), 'opaque'),
  calls.escalateForm(called('requester'), 'opaque'),
  channels.channelForm('C012ABCDEF', ALL_SET, true),
  channels.channelForm(null, null, false),
  startForm({ text: 'The export is slow', repo: taskNamed('green').repo }),
];
