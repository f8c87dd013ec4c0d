// The page docs/states.md: which event leads from which state to which, as a walk over all reachable states met them.
import type { TaskEvent } from '#core/events.ts';
import type { Transition } from '#core/transition.ts';
import type { World } from './walk.ts';

const MAX_LABELS = 4;

export type Edges = Map<string, Set<string>>;

export function noteEdge(
  edges: Edges,
  before: World,
  event: TaskEvent,
  step: Transition,
  after: World,
): void {
  const [from, to] = [before.task.state.name, after.task.state.name];
  if (from === to || step.because.ignored) return;
  const key = `${from} --> ${to}`;
  const name = event.type === 'timer_fired' ? event.name : event.type;
  edges.set(key, (edges.get(key) ?? new Set()).add(name));
}

export function statesPage(edges: ReadonlyMap<string, ReadonlySet<string>>): string {
  const sorted = [...edges].sort(([a], [b]) => (a < b ? -1 : 1));
  const isByPeople = ([key]: (typeof sorted)[number]) => / --> (aborted|needs_human)$/.test(key);
  const drawn = sorted
    .filter((edge) => !isByPeople(edge))
    .map(([key, events]) => `  ${key}: ${label(events)}`);
  const rows = sorted.map(
    ([key, events]) => `| ${key.replace(' --> ', ' | ')} | ${[...events].sort().join(', ')} |`,
  );
  return `# The states of a task

Generated from a walk over every reachable state by \`UPDATE_DOCS=1 npm test -- test/core/walk.test.ts\`; a test says when this page is stale.
The drawing leaves out the ways to \`aborted\` and \`needs_human\`, which lead there from almost everywhere; the table has them all.

\`\`\`mermaid
stateDiagram-v2
  [*] --> requested
${drawn.join('\n')}
\`\`\`

| from | to | by |
|---|---|---|
${rows.join('\n')}
`;
}

function label(events: ReadonlySet<string>): string {
  const all = [...events].sort();
  const rest = all.length - MAX_LABELS;
  return all.slice(0, MAX_LABELS).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
