// Evaluates the expressions of workflow files: `${{ … }}` in text and `if:` conditions. Values only, no side effects.

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export interface Scope {
  readonly values: { readonly [key: string]: Value };
  /** How the job or step stands: what success(), failure(), always() and cancelled() answer. */
  readonly state: 'success' | 'failure' | 'cancelled';
}

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const tokenPattern =
  /\s*(?:'((?:[^']|'')*)'|(\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>().[\],*]))/y;

type Token = { kind: 'text' | 'number' | 'name' | 'mark'; text: string };

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const trimmed = source.trimEnd();
  while (tokenPattern.lastIndex < trimmed.length) {
    const match = tokenPattern.exec(trimmed);
    if (match === null) throw new ExpressionError(`Unexpected symbol in expression: ${trimmed.slice(0, 80)}`);
    const [, text, number, name, mark] = match;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'mark', text: mark ?? '' });
  }
  return tokens;
}

export function evaluate(source: string, scope: Scope): Value {
  const parser = new Parser(tokenize(source), scope);
  return parser.whole();
}

export function isTruthy(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

/** An `if:` without a status function means "and everything so far succeeded". */
export function evaluateCondition(source: string | undefined, scope: Scope): boolean {
  if (source === undefined) return scope.state === 'success';
  const bare = source.trim().replace(/^\$\{\{([\s\S]*)\}\}$/, '$1');
  const namesStatus = /\b(success|failure|always|cancelled)\s*\(/.test(bare);
  if (!namesStatus && scope.state !== 'success') return false;
  return isTruthy(evaluate(bare, scope));
}

/** Fills the `${{ … }}` parts of a text. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, source: string) => display(evaluate(source, scope)));
}

function display(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  #at = 0;

  constructor(tokens: readonly Token[], scope: Scope) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  whole(): Value {
    const value = this.#or();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new ExpressionError(`Unexpected symbol: '${rest.text}'`);
    return value;
  }

  #accept(mark: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#accept(mark)) throw new ExpressionError(`Expected '${mark}' in expression`);
  }

  #or(): Value {
    let left = this.#and();
    while (this.#accept('||')) {
      const right = this.#and();
      left = isTruthy(left) ? left : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#comparison();
    while (this.#accept('&&')) {
      const right = this.#comparison();
      left = isTruthy(left) ? right : left;
    }
    return left;
  }

  #comparison(): Value {
    const left = this.#unary();
    if (this.#accept('==')) return isSame(left, this.#unary());
    if (this.#accept('!=')) return !isSame(left, this.#unary());
    if (this.#accept('<=')) return Number(left) <= Number(this.#unary());
    if (this.#accept('>=')) return Number(left) >= Number(this.#unary());
    if (this.#accept('<')) return Number(left) < Number(this.#unary());
    if (this.#accept('>')) return Number(left) > Number(this.#unary());
    return left;
  }

  #unary(): Value {
    if (this.#accept('!')) return !isTruthy(this.#unary());
    if (this.#accept('(')) {
      const value = this.#or();
      this.#expect(')');
      return value;
    }
    return this.#primary();
  }

  #primary(): Value {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'text') return token.text;
    if (token?.kind === 'number') return Number(token.text);
    if (token?.kind !== 'name') throw new ExpressionError(`Unexpected symbol: '${token?.text ?? 'end'}'`);
    if (token.text === 'true') return true;
    if (token.text === 'false') return false;
    if (token.text === 'null') return null;
    if (this.#accept('(')) return this.#call(token.text);
    const known = Object.hasOwn(this.#scope.values, token.text) ? this.#scope.values[token.text] : undefined;
    if (known === undefined) throw new ExpressionError(`Unrecognized named-value: '${token.text}'`);
    return this.#path(known);
  }

  #path(start: Value): Value {
    let value = start;
    for (;;) {
      if (this.#accept('.')) {
        const key = this.#tokens[this.#at];
        this.#at += 1;
        value = member(value, key?.text ?? '');
      } else if (this.#accept('[')) {
        value = member(value, display(this.#or()));
        this.#expect(']');
      } else return value;
    }
  }

  #call(name: string): Value {
    const given: Value[] = [];
    while (!this.#accept(')')) {
      given.push(this.#or());
      if (!this.#accept(',')) {
        this.#expect(')');
        break;
      }
    }
    return callFunction(name, given, this.#scope.state);
  }
}

function member(value: Value, key: string): Value {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return (value as readonly Value[])[Number(key)] ?? null;
  const fields = value as { readonly [name: string]: Value };
  return Object.hasOwn(fields, key) ? (fields[key] ?? null) : null;
}

function isSame(one: Value, other: Value): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  if (typeof one === typeof other) return one === other;
  return Number(one ?? 0) === Number(other ?? 0);
}

function callFunction(name: string, given: readonly Value[], state: Scope['state']): Value {
  const [first = null, second = null] = given;
  const text = (value: Value): string => display(value).toLowerCase();
  switch (name.toLowerCase()) {
    case 'always':
      return true;
    case 'success':
      return state === 'success';
    case 'failure':
      return state === 'failure';
    case 'cancelled':
      return state === 'cancelled';
    case 'contains':
      return Array.isArray(first)
        ? first.some((item) => isSame(item, second))
        : text(first).includes(text(second));
    case 'startswith':
      return text(first).startsWith(text(second));
    case 'endswith':
      return text(first).endsWith(text(second));
    case 'format':
      return display(first).replace(/\{(\d+)\}/g, (_, index: string) =>
        display(given[Number(index) + 1] ?? null),
      );
    case 'tojson':
      return JSON.stringify(first, null, 2);
    case 'fromjson':
      return JSON.parse(display(first)) as Value;
    case 'hashfiles':
      return '';
    case 'join':
      return Array.isArray(first)
        ? first.map(display).join(second === null ? ',' : display(second))
        : display(first);
    default:
      throw new ExpressionError(`Unrecognized function: '${name}'`);
  }
}
