// What the form for a new task brings back, read by the same rules as the options that are typed.
import { OPTIONS, type OptionName, readOption, type StartOptions } from './start-options.ts';

/** Fields of the form besides the text; the same names as the options. */
export const START_FIELDS = [
  'repo',
  'base',
  'agent',
  'attempts',
  'runtime',
  'cost',
  'priority',
  'approvers',
] as const satisfies readonly OptionName[];

export type ReadForm =
  | { readonly ok: true; readonly text: string; readonly options: StartOptions }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Every field that does not fit is told, in one go; an empty one is left to the usual. */
export function readStartForm(fields: Readonly<Record<string, string>>): ReadForm {
  const text = (fields.text ?? '').trim();
  const errors: Record<string, string> = text === '' ? { text: 'Say what should be done.' } : {};
  let options: StartOptions = {};
  for (const name of START_FIELDS) {
    const value = (fields[name] ?? '').trim();
    if (value === '') continue;
    const read = readOption(name, value);
    if (read === null) errors[name] = `This takes ${OPTIONS[name].wants}.`;
    else options = { ...options, ...read };
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, text, options };
}
