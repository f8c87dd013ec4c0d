// Replays a task's recorded events through `transition` and says of each what it did and why.
import type { TaskEvent } from '#core/events.ts';
import { cleanTerminal } from '#core/redact.ts';
import type { Task } from '#core/task/task.ts';
import { transition } from '#core/transition.ts';
import type { RecordedEvent } from '#ports/engine.ts';

export type Explained = {
  readonly lines: readonly string[];
  readonly task:
    | Task
    | undefined /** Steps whose replay differs from the record: the logic has changed since. */;
  readonly differences: number;
};

export async function explain(history: AsyncIterable<RecordedEvent>): Promise<Explained> {
  let task: Task | undefined;
  let differences = 0;
  const lines: string[] = [];
  for await (const recorded of history) {
    const before = task?.state.name ?? 'nothing';
    const step = transition(task, recorded.event);
    task = step.task;
    const differs = step.because.code !== recorded.because.code;
    differences += differs ? 1 : 0;
    lines.push(
      stepLine(
        recorded,
        before,
        task?.state.name ?? 'nothing',
        step.because,
        step.effects.map((effect) => effect.type),
      ),
    );
    if (differs) lines.push(`             recorded as ${recorded.because.code}: the logic has changed since`);
  }
  return { lines, task, differences };
}

function stepLine(
  recorded: RecordedEvent,
  from: string,
  to: string,
  because: { code: string; ignored: boolean; detail?: string },
  effects: readonly string[],
): string {
  const time = new Date(recorded.event.atMs).toISOString().replace('T', ' ').slice(0, 19);
  const move = because.ignored ? 'ignored' : from === to ? from : `${from} → ${to}`;
  const wanted = effects.length > 0 ? `  wants ${effects.join(', ')}` : '';
  const line = `${time}  ${eventWords(recorded.event)}: ${move} (${because.code}${because.detail ? `: ${because.detail}` : ''})${wanted}`;
  // Names and details come from chat, forge and tools: a terminal is to obey none of them.
  return cleanTerminal(line).replaceAll('\n', ' ');
}

/** An event with the facts that tell it from others of its type. */
function eventWords(event: TaskEvent): string {
  switch (event.type) {
    case 'attempt_started':
    case 'pushed':
    case 'published':
    case 'publish_refused':
      return `${event.type} ${event.attempt}`;
    case 'attempt_ended':
      return `${event.type} ${event.attempt} run ${event.run} ${event.outcome}`;
    case 'attempt_progressed':
      return `${event.type} ${event.attempt} turn ${event.activity.turns} ${event.activity.doing}`;
    case 'proof_progressed':
      return `${event.type} run ${event.run} on ${event.phase} ${event.result}`;
    case 'ci_observed':
      return `${event.type} ${event.report.verdict} at ${event.report.headSha.slice(0, 7)}`;
    case 'artifacts_removed':
      return `${event.type} of ${event.attempts === 1 ? '1 attempt' : `${event.attempts} attempts`}`;
    case 'approve':
    case 'retry':
    case 'abort':
    case 'mute':
    case 'unmute':
    case 'extend':
    case 'take':
    case 'escalate':
    case 'acknowledge':
      return `${event.type} by ${event.actor.name}`;
    case 'timer_fired':
      return `${event.type} ${event.name}`;
    case 'effect_failed':
      return `${event.type} ${event.effect}: ${event.problem.code} ${event.problem.detail}`;
    default:
      return event.type;
  }
}
