// The script that a prompt carries: what the "model" does, step by step. The server keeps no state, the prompt is all there is:
//   any words of a prompt <model-script>{"steps":[{"sh":"echo hi >> README.md"}],"final":"Done."}</model-script>

/** One answer of the model. Each tool result that comes back moves the script one step on. */
export type Step = {
  /** Run in the agent's shell tool. */
  readonly sh?: string;
  /** Written through the agent's own file tool where it has one, else by its shell. */
  readonly write?: { readonly path: string; readonly content: string };
  /** Text beside the tool call. A step that is only text ends the turn. */
  readonly say?: string;
  /** Says the headers that the request arrived with: what a curious provider could give away. */
  readonly reveal?: boolean;
  readonly delayMs?: number;
  /** Never answers. */
  readonly hang?: boolean;
  /** This HTTP error instead, for ever or so many `times`; then the rest of the step. */
  readonly status?: number;
  readonly times?: number;
  /** The connection breaks in the middle of the answer. */
  readonly cut?: boolean;
  /** What the answer says that it used; null: it does not say. */
  readonly usage?: Partial<TokenCounts> | null;
};

/** Input without what came from the cache or went into it. */
export type TokenCounts = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};
export const USUAL: TokenCounts = { input: 1_000, output: 50, cacheRead: 0, cacheWrite: 0 };

export type Script = {
  readonly steps: readonly Step[];
  /** Said when no step is left. */
  readonly final?: string;
  /** Of every answer that does not say otherwise. */
  readonly usage?: Partial<TokenCounts>;
};

const SCRIPT = /<model-script>([\s\S]*?)<\/model-script>/g;

/** The words that put a script into a prompt. */
export const scripted = (script: Script): string => `<model-script>${JSON.stringify(script)}</model-script>`;

/** The last script of a text: a later prompt of the same session replaces the earlier one's. */
export function scriptIn(text: string): Script | undefined {
  const found = Array.from(text.matchAll(SCRIPT), ([, json = '']) => parsed(json));
  return found.findLast((script) => script !== undefined);
}

function parsed(json: string): Script | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isScript =
      typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps);
    return isScript ? (value as Script) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
