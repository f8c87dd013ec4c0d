// Matches a method and path to a route. `:name` is one segment (or an encoded one), `:name+` may hold slashes.

import type { PermissionLevel } from '../options.ts';
import type { Call, Reply, RepositoryCall } from './context.ts';

/** Alternatives that each suffice: `{ issues: 'write' }` or `{ pull_requests: 'write' }`. */
export type Needs = readonly Readonly<Record<string, PermissionLevel>>[];

export type Route =
  | { kind: 'app'; method: string; path: string; handle: (call: Call) => Reply | Promise<Reply> }
  | { kind: 'open'; method: string; path: string; handle: (call: Call) => Reply | Promise<Reply> }
  | {
      kind: 'repository';
      method: string;
      path: string;
      needs: Needs;
      handle: (call: RepositoryCall) => Reply | Promise<Reply>;
    };

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export class Router {
  readonly #entries: { route: Route; expression: RegExp; names: string[] }[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#entries.push({ route, ...compile(route.path) });
  }

  find(method: string, path: string): Found | undefined {
    for (const { route, expression, names } of this.#entries) {
      if (route.method !== method) continue;
      const match = expression.exec(path);
      if (match === null) continue;
      const values = match.slice(1).map(decode);
      return { route, params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) };
    }
    return undefined;
  }
}

function compile(path: string): { expression: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part.replace(/[.+]/g, '\\$&');
      const many = part.endsWith('+');
      names.push(part.slice(1, many ? -1 : undefined));
      return many ? '(.+)' : '([^/]+)';
    })
    .join('/');
  return { expression: new RegExp(`^${source}$`), names };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Routes of one repository; the path is what follows `/repos/:owner/:repo`. */
export function repositoryRoute(
  signature: string,
  needs: Readonly<Record<string, PermissionLevel>> | Needs,
  handle: (call: RepositoryCall) => Reply | Promise<Reply>,
): Route {
  const [method = 'GET', path = ''] = signature.split(' ', 2);
  const alternatives = Array.isArray(needs) ? (needs as Needs) : [needs as Record<string, PermissionLevel>];
  return {
    kind: 'repository',
    method,
    path: `/repos/:owner/:repo${path === '/' ? '' : path}`,
    needs: alternatives,
    handle,
  };
}

export function appRoute(signature: string, handle: (call: Call) => Reply | Promise<Reply>): Route {
  const [method = 'GET', path = ''] = signature.split(' ', 2);
  return { kind: 'app', method, path, handle };
}

export function openRoute(signature: string, handle: (call: Call) => Reply | Promise<Reply>): Route {
  const [method = 'GET', path = ''] = signature.split(' ', 2);
  return { kind: 'open', method, path, handle };
}
