// docs/states.md: which event leads from which state to which, drawn from the walk over all reachable states.
import { it } from 'vitest';
import { expectGenerated } from './support/generated.ts';
import { POLICIES, walk } from './support/walk.ts';

const MAX_LABELS = 4;

it('docs/states.md draws the states as the walk reaches them', () => {
  const edges = new Map<string, Set<string>>();
  for (const policy of Object.values(POLICIES))
    walk(policy, (before, event, step, after) => {
      const [from, to] = [before.task.state.name, after.task.state.name];
      if (from === to || step.because.ignored) return;
      const key = `${from} --> ${to}`;
      edges.set(
        key,
        (edges.get(key) ?? new Set()).add(event.type === 'timer_fired' ? event.name : event.type),
      );
    });
  expectGenerated('states.md', page(edges));
});

function page(edges: ReadonlyMap<string, ReadonlySet<string>>): string {
  const sorted = [...edges].sort(([a], [b]) => (a < b ? -1 : 1));
  const isByPeople = ([key]: (typeof sorted)[number]) => / --> (aborted|needs_human)$/.test(key);
  const drawn = sorted
    .filter((edge) => !isByPeople(edge))
    .map(([key, events]) => `  ${key}: ${label(events)}`);
  const rows = sorted.map(
    ([key, events]) => `| ${key.replace(' --> ', ' | ')} | ${[...events].sort().join(', ')} |`,
  );
  return `# The states of a task

Generated from a walk over every reachable state by \`UPDATE_DOCS=1 npm test -- test/core/states-doc.test.ts\`; a test says when this page is stale.
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
