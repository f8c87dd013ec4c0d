// A known agent as data: which packages it is, how it is started, what it speaks to a model, and how its output is read.
import type { ModelApi } from '../egress/model/provider.ts';
import type { StreamName } from './streams/streams.ts';

export type Preset = {
  readonly name: string;
  /** As its makers call it. */
  readonly title: string;
  /** What its image is made with, where it does not come from npm. */
  readonly install?: string;
  /** npm packages at the versions that the tests run; an image holds them, nothing is installed for an attempt. */
  readonly packages: readonly string[];
  /** How it asks its model. */
  readonly api: ModelApi;
  /** Asked for where the operator names no other. */
  readonly model: string;
  readonly stream: StreamName;
  /**
   * POSIX shell, started in the checkout with the operator's own arguments as "$@". It finds the prompt in
   * $GREENLIGHT_PROMPT_FILE, and in $GREENLIGHT_SESSION, where it is set, the session that an earlier attempt left.
   */
  readonly script: string;
  /** `{gateway}` is the model gateway's address, `{token}` this attempt's key to it, `{model}` the model. */
  readonly env: Readonly<Record<string, string>>;
  /** Beside the prompt, by name; the same placeholders. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * Where below its home it keeps its conversations, if it can go on with one. Nothing else of its home outlives an attempt: what
   * it is configured with, or has been made to run, begins anew.
   */
  readonly sessions?: string;
};

/** Others ask a service of their own, past the gateway. */
export const asksGateway = ({ env, files }: Pick<Preset, 'env' | 'files'>): boolean =>
  [...Object.values(env), ...Object.values(files)].some((text) => text.includes('{gateway}'));

export type ModelDoor = { readonly gateway: string; readonly token: string; readonly model: string };

/** How it is started: program and arguments, environment, and files beside the prompt. */
export type Started = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
};

/** Its conversations lie where the sandbox keeps them, if it does. */
const keepSessions = ({ sessions = '' }: Preset): string =>
  `if [ -n "\${GREENLIGHT_SESSION_DIR:-}" ]; then mkdir -p ~/"$(dirname ${sessions})" && ln -sfn "$GREENLIGHT_SESSION_DIR" ~/${sessions}; fi; `;

/** `args` are the operator's own, after the preset's. */
export function startOfPreset(
  preset: Preset,
  door: ModelDoor,
  { args = [], keepsSession = false }: { args?: readonly string[]; keepsSession?: boolean } = {},
): Started {
  const filled = (text: string): string =>
    text.replace(/\{(gateway|token|model)\}/g, (_, name: keyof ModelDoor) => door[name]);
  const all = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value)]));
  return {
    command: [
      'sh',
      '-c',
      `${keepsSession ? keepSessions(preset) : ''}${preset.script}`,
      preset.name,
      ...args,
    ],
    env: all(preset.env),
    files: all(preset.files),
  };
}
