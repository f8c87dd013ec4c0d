// What commands see of a bot's data: no credentials are needed, only the place, and a bot that runs on it is not disturbed.
import type { FlakeEntry } from '#core/triage/flakes.ts';
import type { Engine } from '#ports/engine.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';

/** Where lines go: what was asked for, and what is said beside it. */
export type Tell = { output(line: string): void; person(line: string): void };

export type Stored = {
  readonly tasks: Pick<Engine, 'get' | 'history' | 'forgotten'>;
  /** Every repository that has entries, by name. */
  /** Lines of the audit log, and what is wrong with it. */
  readonly audit: (filter: {
    readonly sinceMs?: number;
    readonly taskId?: string;
  }) => Iterable<{ readonly line: string } | { readonly broken: string }>;
  readonly flaky: () => readonly { readonly repo: string; readonly entries: readonly FlakeEntry[] }[];
};

export type Looked =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly because: 'nothing_there' }
  | { readonly ok: false; readonly because: 'unreadable'; readonly detail: string };

/** Opens what is kept there for as long as `look` takes; made by the composition root. */
export type LookInto = (dataDir: string, look: (stored: Stored) => Promise<number>) => Promise<Looked>;

type Asked = {
  readonly lookInto: LookInto;
  readonly env: Environment;
  readonly tell: Tell;
  readonly command: string;
};

/** The exit code of `look`, or 1 and why there was nothing to look at. */
export async function lookAtData(
  { lookInto, env, tell, command }: Asked,
  look: (stored: Stored, dataDir: string) => Promise<number>,
): Promise<number> {
  const dataDir = new EnvironmentReader(env).withDefault('GREENLIGHT_DATA_DIR');
  const looked = await lookInto(dataDir, (stored) => look(stored, dataDir));
  if (looked.ok) return looked.value;
  tell.person(
    looked.because === 'nothing_there'
      ? `There is nothing in ${dataDir}. Set GREENLIGHT_DATA_DIR to where Greenlight keeps its data.`
      : `greenlight ${command}: ${looked.detail}`,
  );
  return 1;
}
