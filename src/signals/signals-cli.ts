// `greenlight signals`: files in, one JSON object a line out. Nothing else goes to the standard output.
import { parseArgs } from 'node:util';
import { countingRedactor } from '#core/redact.ts';
import type { GreenLog } from '#core/signals/evidence/green-diff.ts';
import type { FileReading } from '#core/signals/file/text-reader.ts';
import type { Grammar } from '#core/signals/grammar.ts';
import { outputTo } from './output.ts';
import { prettyOf } from './pretty.ts';
import { readFileSignals, readGreenLog, reasonOf } from './read-file.ts';
import { readMatchers } from './read-matchers.ts';
import { secretsOf } from './secrets.ts';

export const SIGNALS_HELP = `greenlight signals [--green LOG] [--matcher FILE] [--pretty] FILE…

Says what failed in logs of CI jobs, output of tools and report files (JUnit, TRX, NUnit, xUnit, CTRF, SARIF, TAP,
go test -json and more; the format is recognised). One JSON object for each FILE, one a line, in order; "-" reads the
standard input. The fields are explained in docs/signals.md.

  --green LOG      the last green log of the same job: lines that it has not are put before the agent first
  --matcher FILE   GitHub problem matchers of your own (JSON); may be given several times
  --pretty         for people: coloured, with the lines of the file

A FILE may be packed by gzip, or a zip of reports and logs.

Ends with 0 when every FILE was read, whatever it holds; 1 when one could not be read (its answer says why);
2 when the green log could not be read (the answers come without it) or a matcher (nothing is printed then);
64 when it was called wrongly.`;

export const EXIT = { read: 0, unreadable: 1, badHelper: 2, usage: 64 } as const;

type Environment = Readonly<Record<string, string | undefined>>;
type Arguments = {
  readonly files: readonly string[];
  readonly green: string | undefined;
  readonly matchers: readonly string[];
  readonly isPretty: boolean;
  readonly wantsHelp: boolean;
};

export async function runSignals(args: readonly string[], env: Environment): Promise<number> {
  const asked = argumentsOf(args);
  if (asked === undefined) return EXIT.usage;
  if (asked.wantsHelp) {
    process.stderr.write(`${SIGNALS_HELP}\n`);
    return EXIT.read;
  }
  const helpers = await readHelpers(asked);
  if (helpers === undefined) return EXIT.badHelper;
  const redact = countingRedactor(secretsOf(env));
  const hasColours = process.stdout.isTTY && env.NO_COLOR === undefined;
  const output = outputTo(process.stdout);
  let isAllRead = true;
  for (const file of asked.files) {
    const reading = await readFileSignals({ file, redact, ...helpers });
    if (reading.signals.outcome === 'unreadable') isAllRead = false;
    const text = asked.isPretty
      ? prettyOf(reading, hasColours || env.FORCE_COLOR !== undefined)
      : json(reading);
    if (!(await output.print(text))) break;
  }
  if (helpers.notes.length > 0) return EXIT.badHelper;
  return isAllRead ? EXIT.read : EXIT.unreadable;
}

const json = ({ signals }: FileReading): string => `${JSON.stringify(signals)}\n`;

function argumentsOf(args: readonly string[]): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        green: { type: 'string' },
        matcher: { type: 'string', multiple: true, default: [] },
        pretty: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (positionals.length === 0 && !values.help) throw new TypeError('no FILE was given');
    return {
      files: positionals,
      green: values.green,
      matchers: values.matcher,
      isPretty: values.pretty,
      wantsHelp: values.help,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`greenlight signals: ${error.message}\n\n${SIGNALS_HELP}\n`);
    return undefined;
  }
}

type Helpers = { readonly green?: GreenLog; readonly matchers: Grammar[]; readonly notes: readonly string[] };

/** Undefined where a matcher is none: without it the answers would be others. A green log only makes them better. */
async function readHelpers({ green, matchers }: Arguments): Promise<Helpers | undefined> {
  const read: Grammar[] = [];
  for (const file of matchers) {
    const { grammars, problems } = await readMatchers(file);
    for (const problem of problems) process.stderr.write(`greenlight signals: ${file}: ${problem}\n`);
    if (problems.length > 0) return undefined;
    read.push(...grammars);
  }
  if (green === undefined) return { matchers: read, notes: [] };
  try {
    return { matchers: read, green: await readGreenLog(green), notes: [] };
  } catch (error) {
    const reason = reasonOf(error);
    process.stderr.write(`greenlight signals: the green log ${green}: ${reason}\n`);
    return { matchers: read, notes: [`the green log could not be read: ${reason}`] };
  }
}
