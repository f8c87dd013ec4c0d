// What an agent is told of the network: what answers, and what was refused to the attempts before it.
import { type DenialCount, isByTheWay } from '../egress/denial.ts';
import { ruleName } from '../egress/rule.ts';
import { placeOf, RULE_WORDS } from '../messages/egress-words.ts';
import { networkOf } from '../policy.ts';
import { refusalsOf } from '../task/refusals.ts';
import type { Task } from '../task/task.ts';
import { dataBlock, nameLine, paragraphs } from './text.ts';

const MAX_RULES = 30;
const MAX_REFUSED = 12;

export function networkBlock(task: Task, no: number): string {
  const refused = refusedBefore(task, no);
  return paragraphs([
    reachable(task),
    refused.length === 0
      ? null
      : `These were refused to earlier attempts and will be again; go without:\n\n${dataBlock('refused', refused.slice(0, MAX_REFUSED).map(refusedLine).join('\n'))}`,
  ]);
}

function reachable({ policy }: Task): string {
  const rules = networkOf(policy);
  if (rules.length === 0)
    return 'There is no network here. What the repository needs is in the checkout or comes by the package managers that are set up.';
  const shown = rules
    .slice(0, MAX_RULES)
    .map((rule) => `- \`${ruleName(rule)}\`${rule.purpose === '' ? '' : `: ${nameLine(rule.purpose, 200)}`}`);
  const more = rules.length > MAX_RULES ? [`- and ${rules.length - MAX_RULES} more`] : [];
  return [
    'Only these hosts answer, by the proxy that is set up; everything else is refused:',
    '',
    ...shown,
    ...more,
  ].join('\n');
}

/** Once each, newest attempt first. */
function refusedBefore(task: Task, no: number): readonly DenialCount[] {
  const all = task.attempts
    .filter((attempt) => attempt.no < no)
    .toReversed()
    .flatMap((attempt) => refusalsOf(task, attempt))
    .flatMap(({ denials }) => denials.list);
  const seen = new Set<string>();
  return all.filter((denial) => {
    const key = `${placeOf(denial)} ${denial.rule}`;
    return !isByTheWay(denial) && !seen.has(key) && seen.add(key);
  });
}

const refusedLine = (denial: DenialCount): string => `${placeOf(denial)}: ${RULE_WORDS[denial.rule]}`;
