// What Greenlight writes on the forge: commit messages, the pull request, the merge. People's words are quoted, never live markup.
import { testCommand } from '../proof/test-command.ts';
import type { Attempt } from '../task/attempt.ts';
import { repoName } from '../task/request.ts';
import type { Task } from '../task/task.ts';
import { placeOf } from './patch-words.ts';
import { proofLine, provedWords } from './proof-words.ts';
import { weakeningList, weakeningsNow } from './weakening-words.ts';
import { oneLine, shorten, shortSha } from './words.ts';

const MAX_SUBJECT_CHARS = 72;

export function commitMessage(task: Task, attempt: Attempt): string {
  return [subject(task), '', ...trailers(task), `Greenlight-Attempt: ${attempt.no}`].join('\n');
}

/** Of the base into a task's branch. */
export const bringMessage = (task: Task): string =>
  [`Merge ${task.baseBranch ?? 'the base branch'} into ${task.branch}`, '', ...trailers(task)].join('\n');

/** A request that says "@team" calls nobody on the forge, and "fixes #12" closes no issue. */
const subject = (task: Task): string =>
  oneLine(task.request.text.replace(/([@#]|GH-)(?=[\p{L}\p{N}])/giu, '$1 '), MAX_SUBJECT_CHARS);

const trailers = (task: Task): string[] => [
  `Greenlight-Task: ${task.id}`,
  `Requested-by: ${oneLine(task.request.requester.name, 80)} (${task.request.requester.userId})`,
];

/** Whoever has the address of a task's page may read it: null where the pull request is public. */
export function pullRequestWords(
  task: Task,
  links: { taskPage: string | null },
): { title: string; body: string } {
  const proof = proofLine(task);
  const body = [
    `${quotedName(task.request.requester.name)} asked Greenlight for this in Slack:`,
    '',
    fenced(shorten(task.request.text, 2_000)),
    '',
    ...(proof === undefined ? [] : [proof, '']),
    `A coding agent (\`${task.agent}\`) makes the change; CI on ${repoName(task.repo)} is the judge. This stays a draft until CI is green and a person has approved it.`,
    '',
    links.taskPage === null ? `Task ${task.id}` : `[Task ${task.id}](${links.taskPage})`,
  ];
  return { title: subject(task), body: body.join('\n') };
}

/** What the publisher saw in an attempt's change, for those who review it there; undefined where it saw nothing. */
export function findingsComment(attempt: Attempt): string | undefined {
  if (attempt.findings.length === 0) return undefined;
  const items = attempt.findings.flatMap((finding) => [
    '',
    `- **${finding.rule.replaceAll('_', ' ')}**${finding.level === 'ask' ? ', which a person has to accept' : ''}${code(placeOf(finding, 200))}${code(finding.detail ?? '')}`,
    ...(finding.hunk === undefined ? [] : ['', fenced(finding.hunk, 'diff')]),
  ]);
  return [`Attempt ${attempt.no}, look at this:`, ...items].join('\n');
}

const code = (text: string): string => (text === '' ? '' : ` ${codeSpan(oneLine(text, 300))}`);

/** What a run of a proof could reach: nothing; what the operator allows; all that the bot's own machine does. */
export type ProofRoom = 'sealed' | 'some_network' | 'open';
const ROOM_WORDS: Record<ProofRoom, string> = {
  sealed: 'in a container of its own, fresh and without a network',
  some_network:
    'in a container of its own, fresh, which could reach what the operator allows and nothing else',
  open: "in a fresh checkout of its own, a plain process of the bot's machine with its network",
};

/** The comment on the pull request that says what was proved at this commit; undefined where nothing was. */
export function proofComment(task: Task, attempt: Attempt, room: ProofRoom): string | undefined {
  const { proof, confirmed, headSha } = attempt;
  const proved = provedWords(task, attempt);
  if (headSha === undefined || proved === '') return undefined;
  const command = testCommand(task.policy.prove.command ?? [], task.proof?.tests ?? []);
  const ran = [
    `Each run was this command ${ROOM_WORDS[room]}:`,
    '',
    fenced(shorten(command.join(' '), 2_000)),
    '',
  ];
  return [
    `${proved} Commit ${shortSha(proof?.sha ?? confirmed?.sha ?? headSha)}.`,
    '',
    ...(proof === undefined ? [] : ran),
    'The bound is exact and one-sided (Clopper and Pearson, Biometrika 1934).',
  ].join('\n');
}

export function mergeWords(task: Task): { title: string; message: string } {
  const approval = task.decisions.findLast((decision) => decision.action === 'approve');
  const weakened = weakeningList(weakeningsNow(task));
  const accepted = weakened === '' ? [] : [`Accepted: ${oneLine(weakened, 300)}`];
  const approved = approval
    ? [`Approved-by: ${oneLine(approval.by.name, 80)} (${approval.by.userId})`, ...accepted]
    : ['Approved-by: policy'];
  const number = task.pullRequest ? ` (#${task.pullRequest.number})` : '';
  return {
    title: subject(task) + number,
    message: [...trailers(task), ...approved].join('\n'),
  };
}

/** A name of letters as it is; any other in a code span, where it neither mentions nor links nor loads anything. */
function quotedName(name: string): string {
  const shown = oneLine(name, 80);
  if (/^\p{L}[\p{L}\p{M}\p{N} '’-]*$/u.test(shown)) return shown;
  return codeSpan(shown);
}

function codeSpan(shown: string): string {
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), (run) => run[0].length));
  const ticks = '`'.repeat(longest + 1);
  // A span may not begin or end with one of its own marks.
  const padding = /^`|`$/.test(shown) ? ' ' : '';
  return `${ticks}${padding}${shown}${padding}${ticks}`;
}

/** A fence longer than any run of backticks inside, so that the text cannot close it. */
export function fenced(text: string, language: 'text' | 'diff' = 'text'): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
