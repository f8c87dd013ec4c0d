// What the steps of an image's build printed, as BuildKit shows it: `#14 3.214 text`, several steps at once. Pure.
import type { LogLine } from '../log-lines.ts';

/** `#14 [build 4/5] RUN npm test` opens a step, `#14 DONE 3.2s` and its like close it. */
const OPENED = /^#(\d{1,5}) \[(?:[^\]]{1,200} )?\d{1,4}\/\d{1,4}\] RUN \S/;
const CLOSED = /^#(\d{1,5}) (?:DONE \d|CACHED$|CANCELED$|ERROR: )/;
const SAID = /^#(\d{1,5}) (\d{1,6}\.\d{1,4})(?: |$)/;

/** The other lines first, then those of each step without number and clock. Undefined where no step runs a command. */
export function buildSteps(lines: readonly LogLine[]): readonly (readonly LogLine[])[] | undefined {
  const rest: LogLine[] = [];
  const steps: LogLine[][] = [];
  const open = new Map<string, { readonly said: LogLine[]; clock: number }>();
  for (const line of lines) {
    const [prefix = '', no = '', clock] = SAID.exec(line.text) ?? [];
    const step = open.get(no);
    // A text of a program's own may look like that: neither the number nor the clock of a step at work is its.
    if (step !== undefined && Number(clock) >= step.clock) {
      step.clock = Number(clock);
      step.said.push({ ...line, text: line.text.slice(prefix.length) });
      continue;
    }
    rest.push(line);
    const opened = OPENED.exec(line.text)?.[1];
    const closed = CLOSED.exec(line.text)?.[1];
    if (closed !== undefined) open.delete(closed);
    if (opened !== undefined && !open.has(opened)) {
      const said: LogLine[] = [];
      steps.push(said);
      open.set(opened, { said, clock: 0 });
    }
  }
  return steps.length === 0 ? undefined : [rest, ...steps.filter((said) => said.length > 0)];
}
