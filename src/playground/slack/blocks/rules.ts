// A tiny vocabulary for writing Slack's block limits as data: each rule looks at one value and reports what is
// wrong with it in Slack's own words, with a JSON pointer to the place.

/** Looks at `value`, which sits at `path` (a JSON pointer), and adds a line to `problems` for each fault. */
export type Rule = (value: unknown, path: string, problems: string[]) => void;

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function problem(message: string, path: string): string {
  return `[ERROR] ${message} [json-pointer:${path}]`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text({ min = 1, max = Number.POSITIVE_INFINITY }: Bounds = {}): Rule {
  return (value, path, problems) => {
    if (typeof value !== 'string') problems.push(problem('must be a string', path));
    else if (value.length < min) problems.push(problem(`must be more than ${min - 1} characters`, path));
    else if (value.length > max) problems.push(problem(`must be less than ${max + 1} characters`, path));
  };
}

export function number({
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
}: Bounds = {}): Rule {
  return (value, path, problems) => {
    if (typeof value !== 'number') problems.push(problem('must be a number', path));
    else if (value < min || value > max) {
      problems.push(problem(`must be between ${min} and ${max}`, path));
    }
  };
}

export const flag: Rule = (value, path, problems) => {
  if (typeof value !== 'boolean') problems.push(problem('must be a boolean', path));
};

export const anything: Rule = () => undefined;

export function oneOf(...allowed: readonly (string | number)[]): Rule {
  return (value, path, problems) => {
    if (!allowed.some((known) => known === value)) {
      problems.push(problem(`must be one of: ${allowed.join(', ')}`, path));
    }
  };
}

export function list(item: Rule, { min = 0, max = Number.POSITIVE_INFINITY }: Bounds = {}): Rule {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      problems.push(problem('must be an array', path));
      return;
    }
    if (value.length < min) problems.push(problem(`no less than ${min} items allowed`, path));
    if (value.length > max) problems.push(problem(`no more than ${max} items allowed`, path));
    for (const [index, entry] of value.entries()) item(entry, `${path}/${index}`, problems);
  };
}

export interface Shape {
  readonly required?: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
  /** At least one of these optional fields has to be there. */
  readonly atLeastOneOf?: readonly string[];
}

export function object(shape: Shape): Rule {
  const known = { ...shape.required, ...shape.optional };
  return (value, path, problems) => {
    if (!isRecord(value)) {
      problems.push(problem('must be an object', path));
      return;
    }
    for (const name of Object.keys(shape.required ?? {})) {
      if (value[name] === undefined) problems.push(problem(`missing required field: ${name}`, path));
    }
    if (shape.atLeastOneOf && !shape.atLeastOneOf.some((name) => value[name] !== undefined)) {
      problems.push(problem(`missing required field: one of ${shape.atLeastOneOf.join(', ')}`, path));
    }
    for (const [name, entry] of Object.entries(value)) {
      if (entry === undefined) continue;
      const rule = Object.hasOwn(known, name) ? known[name] : undefined;
      if (rule) rule(entry, `${path}/${name}`, problems);
      else problems.push(problem(`invalid additional property: ${name}`, path));
    }
  };
}

/** A union told apart by its `type` field; `types` says which of the table are allowed here. */
export function byType(table: Readonly<Record<string, Rule>>, types?: readonly string[]): Rule {
  return (value, path, problems) => {
    const type = isRecord(value) ? value.type : undefined;
    const isAllowed =
      typeof type === 'string' && Object.hasOwn(table, type) && (types?.includes(type) ?? true);
    if (isAllowed) table[type]?.(value, path, problems);
    else problems.push(problem(`unsupported type: ${String(type)}`, `${path}/type`));
  };
}

/** Every rule applies. */
export function all(...rules: readonly Rule[]): Rule {
  return (value, path, problems) => {
    for (const rule of rules) rule(value, path, problems);
  };
}

/** No two entries of the array may carry the same value in the field `name`. */
export function unique(name: string): Rule {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return;
    const seen = new Set<unknown>();
    for (const [index, entry] of value.entries()) {
      const id = isRecord(entry) ? entry[name] : undefined;
      if (id === undefined) continue;
      if (seen.has(id))
        problems.push(problem(`${name} "${String(id)}" already exists`, `${path}/${index}/${name}`));
      seen.add(id);
    }
  };
}
