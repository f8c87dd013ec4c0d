// What an attempt may reach: hosts by name, at one port, by some methods, for a purpose. What no rule names is refused.

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

export const HTTPS_PORT = 443;
export const HTTP_PORT = 80;

export type EgressRule = {
  /** Lower case; `*.example.com` stands for every name below, not for the name itself. */
  readonly host: string;
  readonly port: number;
  /**
   * `any`: an opaque tunnel, in which nobody can see methods or paths. Listed ones are enforced, so there is no tunnel:
   * the proxy itself speaks to the host.
   */
  readonly methods: readonly Method[] | 'any';
  /** Why, for people and agents; may be empty. */
  readonly purpose: string;
};

/** `below` may be a pattern itself. */
export function hostCovers(pattern: string, below: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === below;
  const suffix = pattern.slice(1);
  return below.endsWith(suffix) && below.length > suffix.length;
}

/** How a rule is called wherever it shows: "GET, HEAD files.example.com:443". */
export function ruleName({ host, port, methods }: Pick<EgressRule, 'host' | 'port' | 'methods'>): string {
  const which = methods === 'any' ? '' : `${methods.join(', ')} `;
  return `${which}${host}:${port}`;
}
