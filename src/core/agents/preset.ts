// A known agent as data: which packages it is, how it is started, what it speaks to a model, and how its output is read.
import type { StreamName } from './streams/streams.ts';

/** How an agent asks its model, and so which of the gateway's doors it uses. */
export type ModelApi = 'anthropic' | 'openai' | 'gemini';

export type Preset = {
  readonly name: string;
  /** npm packages at the versions that the tests run; an image holds them, nothing is installed for an attempt. */
  readonly packages: readonly string[];
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
  /** It can go on where its last attempt ended, if its home is kept. */
  readonly resumes: boolean;
};

/** Of `text` with every placeholder filled. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(gateway|token|model)\}/g, (whole, name: string) => values[name] ?? whole);
