// What a route's handler gets and gives, and small readers for untrusted query and body values.
import type { Access } from '../auth/access.ts';
import type { Actor, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { ApiError, invalid, notFound } from './api-error.ts';

export interface Call {
  readonly world: World;
  readonly access: Access;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Path below the API's base, for Link headers. */
  readonly path: string;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
  readonly actor: Actor;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: { readonly type: string; readonly data: string | Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (json: unknown): Reply => ({ status: 200, json });
export const created = (json: unknown): Reply => ({ status: 201, json });
export const noContent = (): Reply => ({ status: 204 });

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`Route ${call.path} has no parameter ${name}.`);
  return value;
}

export function numberParam(call: Call, name: string): number {
  const text = param(call, name);
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

export function textField(call: Call, name: string): string | undefined {
  const value = call.body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid({ resource: 'Request', field: name, code: 'invalid' });
  return value;
}

export function requiredText(call: Call, resource: string, name: string): string {
  const value = textField(call, name);
  if (value === undefined || value === '') throw invalid({ resource, field: name, code: 'missing_field' });
  return value;
}

export function booleanField(call: Call, name: string): boolean | undefined {
  const value = call.body[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** One page of a list, with the Link header that Octokit's paginate follows. */
export function page<T, R>(
  call: Call,
  items: readonly T[],
  present: (item: T) => R,
): { list: R[]; headers: Record<string, string> } {
  const perPage = clampNumber(call.query.get('per_page'), 30, 100);
  const number = clampNumber(call.query.get('page'), 1, 1_000_000);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const list = items.slice((number - 1) * perPage, number * perPage).map(present);
  const link = linkHeader(call, number, last);
  return { list, headers: link === '' ? {} : { link } };
}

export function pagedList<T, R>(call: Call, items: readonly T[], present: (item: T) => R): Reply {
  const { list, headers } = page(call, items, present);
  return { status: 200, json: list, headers };
}

/** Lists that GitHub wraps: `{ total_count, <name>: [...] }`. */
export function countedList<T, R>(
  call: Call,
  name: string,
  items: readonly T[],
  present: (item: T) => R,
): Reply {
  const { list, headers } = page(call, items, present);
  return { status: 200, json: { total_count: items.length, [name]: list }, headers };
}

function linkHeader(call: Call, number: number, last: number): string {
  const to = (target: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(target));
    return `<${call.world.origin}/api/v3${call.path}?${query}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (number > 1) links.push(to(number - 1, 'prev'));
  if (number < last) links.push(to(number + 1, 'next'), to(last, 'last'));
  if (number > 1) links.push(to(1, 'first'));
  return links.join(', ');
}

function clampNumber(text: string | null, fallback: number, most: number): number {
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) return fallback;
  return Math.min(value, most);
}

export function choice<T extends string>(call: Call, name: string, values: readonly T[], fallback: T): T {
  const value = call.query.get(name);
  if (value === null) return fallback;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new ApiError(422, `Invalid value for ${name}`);
  return found;
}
