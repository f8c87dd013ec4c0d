// Where a step begins: the runner's header with the echo of its script, told from a group that a script named like one.

export type StepKind =
  /** What stands before the first step, or the whole of a text without steps. */
  | 'setup'
  | 'run'
  | 'uses'
  /** As a client that prints whole runs names it. */
  | 'named'
  /** What the runner does when the steps are over. */
  | 'after';

type Line = { readonly no: number; readonly text: string; readonly isEcho: boolean };
type Opened = {
  readonly title: string;
  readonly kind: StepKind;
  /** As the runner echoes it. */
  readonly script: string;
};

/** A script longer than this is no script, but a group that somebody named like a step. */
const MAX_ECHO_LINES = 500;
const MAX_SCRIPT_CHARS = 20_000;
const TITLE = '##[group]Run ';
/** What an action is called by: a repository at a version, a folder, an image. */
const ACTION =
  /^##\[group\]Run (?:\.{0,2}\/\S{1,500}|[\w.-]{1,100}\/[\w./-]{1,300}@\S{1,200}|docker:\/\/\S{1,500})$/;
const AFTERMATH =
  /^(?:Post job cleanup\.|Cleaning up orphan processes|Evaluate and set (?:job|environment) |Print service container logs: |Stop and remove container: |Stop containers)/;

export const isAftermath = (text: string): boolean => AFTERMATH.test(text);

export class HeaderReader {
  #pending: Line[] = [];
  #hasInputs = false;
  #hasShell = false;
  #hasEcho = false;
  /** The runner colours every script it echoes: once seen, a header without colour is a script's own. */
  #wantsEcho = false;

  /** Gives lines that are no header, and the step that begins behind this line. */
  next(line: Line): { readonly lines: readonly Line[]; readonly opens?: Opened } {
    const isTitle = line.text.startsWith(TITLE) && !line.isEcho;
    if (this.#pending.length === 0 && !isTitle) return { lines: [line] };
    if (isTitle) return { lines: this.#restart(line) };
    const { text, isEcho } = line;
    if (isEcho) this.#hasEcho = true;
    else if (text.startsWith('shell: ')) this.#hasShell = true;
    else if (text === 'with:' || text === 'env:') this.#hasInputs = true;
    else if (text.startsWith('##[endgroup]')) return this.#close(line);
    else if (text.startsWith('##[group]')) return { lines: [...this.end(), line] };
    this.#pending.push(line);
    return { lines: this.#pending.length > MAX_ECHO_LINES ? this.end() : [] };
  }

  /** Lines that were held back because they might have been a header. */
  end(): readonly Line[] {
    const lines = this.#pending;
    this.#pending = [];
    return lines;
  }

  #restart(line: Line): readonly Line[] {
    const lines = this.end();
    this.#pending = [line];
    this.#hasInputs = false;
    this.#hasShell = false;
    this.#hasEcho = false;
    return lines;
  }

  #close(line: Line): { readonly lines: readonly Line[]; readonly opens?: Opened } {
    const title = this.#pending[0]?.text ?? '';
    const isAction = ACTION.test(title);
    const isRun = this.#hasShell && (this.#hasEcho || !this.#wantsEcho);
    const isUses = isAction && (this.#hasInputs || this.#pending.length === 1);
    const held = this.end();
    const echo = held.filter(({ isEcho }) => isEcho).map(({ text }) => text);
    if (!isRun && !isUses) return { lines: [...held, line] };
    if (isRun && this.#hasEcho) this.#wantsEcho = true;
    return {
      lines: [],
      opens: {
        title: title.slice('##[group]'.length),
        kind: isRun ? 'run' : 'uses',
        script: (echo.length > 0 ? echo.join('\n') : title.slice(TITLE.length)).slice(0, MAX_SCRIPT_CHARS),
      },
    };
  }
}
