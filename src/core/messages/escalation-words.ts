// Escalation in words: who is called in the thread, what the card and the pager say, and what a person is told who escalates or acknowledges.
import { buttonValue } from '../button-value.ts';
import {
  type Call,
  type Escalation,
  MAX_REASON_CHARS,
  nextStep,
  openEscalation,
  stepsOf,
  unheard,
} from '../escalation.ts';
import { repoName } from '../task/request.ts';
import type { Task } from '../task/task.ts';
import type { Button, Form, Line, Message } from './message.ts';
import { explain, explainRule } from './problems.ts';
import { stateWords } from './state-words.ts';
import { clockUtc, closed, lines, list, mentionsOf, momentUtc, oneLine, shownName } from './words.ts';

const TARGETS: Record<Call['target'], string> = {
  requester: 'the requester',
  on_call: 'on-call',
  pager: 'the pager',
};

/** For the card: who was called and who comes, while it is open and after. */
export function escalationLines({ escalation }: Task): Line[] {
  if (escalation === undefined) return [];
  const { by, reason, openedAtMs, calls, acknowledged } = escalation;
  const who = by === null ? 'since nobody answered' : `by ${shownName(by.name)}`;
  const why = reason === '' ? '' : `: “${oneLine(reason, 150)}”`;
  const called = calls.slice(-4).map((call) => callWords(call, openedAtMs));
  return [
    [`Escalated ${who}, ${clockUtc(openedAtMs)}${why}`],
    ...(called.length === 0 ? [] : [[`Called: ${list(called, 4)}`]]),
    ...(acknowledged === undefined
      ? []
      : [[`${shownName(acknowledged.by.name)} acknowledged, ${momentUtc(acknowledged.atMs, openedAtMs)}`]]),
    ...(acknowledged === undefined && escalation.closedAtMs !== undefined
      ? [['Over: nobody needs to come any more']]
      : []),
  ];
}

const callWords = ({ target, atMs, failed }: Call, openedAtMs: number): string =>
  `${TARGETS[target]} (${momentUtc(atMs, openedAtMs)}${failed ? ', not reached' : ''})`;

/** In the thread: whoever is called is pinged, told why, and how to say that they come. */
export function calledLines(task: Task, nth: number): readonly Line[] {
  const { escalation } = task;
  const call = escalation?.calls[nth - 1];
  if (escalation === undefined || call === undefined) return [['This was answered meanwhile.']];
  return [
    [
      ...whoIsCalled(task, call),
      ' ',
      { bold: call.target === 'requester' ? 'Still waiting' : 'Escalated' },
      `. ${whyCalled(task, escalation)}`,
    ],
    [whatWaits(task)],
    ['Acknowledge on the card, or type “@greenlight ack” here, and nobody else is called.'],
  ];
}

function whoIsCalled({ request, policy }: Task, { target }: Call): Line {
  const ids = target === 'requester' ? [request.requester.userId] : (policy.escalation?.onCall ?? []);
  return mentionsOf(ids);
}

function whyCalled(task: Task, { by, reason }: Escalation): string {
  if (by === null) return `Nobody has answered: ${task.id} ${stateWords(task).phrase}.`;
  const why = reason === '' ? '' : ` Their reason: “${oneLine(reason, 300)}”.`;
  return `${shownName(by.name)} calls for help with ${task.id}, which ${stateWords(task).phrase}.${why}`;
}

/** The state's own cause, in one line. */
function whatWaits(task: Task): string {
  const { state } = task;
  if (state.name === 'blocked') return explainRule(task, state.rule).cause;
  if (state.name === 'needs_human') return explain(task, state.reason).cause;
  return closed(`It is about “${oneLine(task.request.text, 150)}” in ${repoName(task.repo)}`);
}

export function acknowledgedLines({ escalation }: Task): readonly Line[] {
  const { acknowledged } = escalation ?? {};
  return acknowledged === undefined
    ? [['This was decided meanwhile; the card has the current state.']]
    : [[{ bold: 'Acknowledged' }, ` by ${shownName(acknowledged.by.name)}: nobody else is called.`]];
}

/** For a pager: one line, without markup. */
export const pageSummary = (task: Task): string =>
  oneLine(`${repoName(task.repo)}: ${task.id} ${stateWords(task).phrase}. ${whatWaits(task)}`, 300);

/** Who escalated, and why, for whoever opens the incident. */
export function pageReason({ escalation, request }: Task): string {
  const why = escalation?.reason ? `: ${oneLine(escalation.reason, 300)}` : '';
  const by = escalation?.by ? `Escalated by ${shownName(escalation.by.name)}${why}` : 'Nobody has answered';
  return `${by}. Asked by ${shownName(request.requester.name)}: ${oneLine(request.text, 300)}`;
}

/** Acknowledge while somebody is called; Escalate where a decision is waited for and somebody is there to call. */
export function escalationButtons(task: Task): readonly Button[] {
  const value = buttonValue(task);
  if (unheard(task) !== undefined)
    return [
      {
        verb: 'ack',
        label: 'Acknowledge',
        description: `Acknowledge the escalation of ${task.id}`,
        style: 'plain',
        value,
      },
    ];
  const isWaiting = task.state.name === 'blocked' || task.state.name === 'needs_human';
  if (!isWaiting || stepsOf(task).length === 0) return [];
  return [{ verb: 'escalate', label: 'Escalate', description: `Escalate ${task.id}`, style: 'plain', value }];
}

export const ESCALATE_FORM = 'escalate ';

export function escalateForm(task: Task, value: string): Form {
  return {
    title: 'Escalate',
    submit: 'Escalate',
    close: 'Cancel',
    intro: [
      `${task.id}: ${closed(oneLine(task.request.text, 150))} This calls ${list(stepsOf(task).flatMap(({ call }) => (call === 'requester' ? [] : [TARGETS[call]])))}, until somebody acknowledges.`,
    ],
    fields: [
      {
        kind: 'text',
        name: 'reason',
        label: 'Why now?',
        placeholder: 'The release waits for it',
        optional: false,
        maxChars: MAX_REASON_CHARS,
        multiline: true,
      },
    ],
    value: `${ESCALATE_FORM}${value}`,
  };
}

export function escalated(task: Task): Message {
  const open = openEscalation(task);
  const last = open?.calls.at(-1);
  const next = open === undefined ? undefined : nextStep(task, open.calls);
  const then = next === undefined ? undefined : stepsOf(task)[next];
  return lines(
    [`${task.id} is escalated: ${last === undefined ? 'nobody' : TARGETS[last.target]} is called.`],
    [
      then === undefined
        ? 'Nobody else is left to call.'
        : `Without an acknowledgement, ${TARGETS[then.call]} is next.`,
    ],
  );
}

export const acknowledgedBy = (task: Task): Message =>
  lines(
    [`You look after ${task.id}: nobody else is called.`],
    ['Decide on its card, or type ', { code: `/agent status ${task.id}` }, ' to see where it stands.'],
  );

/** Why an escalation or its acknowledgement changed nothing; undefined for a code that is none of its own. */
export function notEscalated(code: string, task: Task): Message | undefined {
  switch (code) {
    case 'refused_nobody_to_call':
      return lines(
        ['Nobody is on call here, so there is nobody to escalate to.'],
        ['The operator names them in greenlight.yml, under escalation or people.on_call.'],
      );
    case 'refused_all_called':
      return lines([
        `Everybody has been called about ${task.id}; reminders go on until somebody acknowledges.`,
      ]);
    case 'refused_not_escalated':
      return lines([`${task.id} is not escalated, so there is nothing to acknowledge.`]);
    case 'refused_acknowledged': {
      const { acknowledged } = task.escalation ?? {};
      return lines([
        acknowledged === undefined
          ? `${task.id} is acknowledged already.`
          : `${shownName(acknowledged.by.name)} was first and acknowledged ${task.id} at ${clockUtc(acknowledged.atMs)}.`,
      ]);
    }
    default:
      return undefined;
  }
}
