// A repository's own network list: it can only narrow what the operator allows, entry by entry.
import { type EgressRule, hostCovers, type Method, ruleName } from './rule.ts';

/** An entry as a repository writes it: what it leaves out is as the operator's entry has it. */
export type EgressWish = {
  readonly host: string;
  readonly port: number;
  readonly methods?: EgressRule['methods'] | undefined;
  readonly purpose?: string | undefined;
};

export type Narrowed =
  | { readonly ok: true; readonly rules: readonly EgressRule[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Without a list the operator's holds. Each entry that the operator's do not cover is a problem, by its name. */
export function narrow(operator: readonly EgressRule[], wishes: readonly EgressWish[] | undefined): Narrowed {
  if (wishes === undefined) return { ok: true, rules: operator };
  const rules: EgressRule[] = [];
  const problems: string[] = [];
  for (const wish of wishes) {
    const granted = operator.flatMap((rule) => grant(rule, wish));
    rules.push(...granted);
    if (granted.length === 0) problems.push(problemWith(operator, wish));
  }
  return problems.length === 0 ? { ok: true, rules } : { ok: false, problems };
}

function grant(rule: EgressRule, wish: EgressWish): readonly EgressRule[] {
  const { host, port, methods = rule.methods, purpose = rule.purpose } = wish;
  const isCovered = hostCovers(rule.host, host) || rule.host === host;
  if (!isCovered || rule.port !== port || !methodsCover(rule.methods, methods)) return [];
  return [{ host, port, methods, purpose }];
}

/** A tunnel is no narrower than listed methods, and listed methods are narrower than a tunnel. */
function methodsCover(wide: EgressRule['methods'], narrow: EgressRule['methods']): boolean {
  if (wide === 'any') return true;
  return narrow !== 'any' && narrow.every((method: Method) => wide.includes(method));
}

function problemWith(operator: readonly EgressRule[], wish: EgressWish): string {
  const { host, port, methods = 'any' } = wish;
  const known = operator.length === 0 ? 'nothing' : operator.map(ruleName).join('; ');
  return `network: ${ruleName({ host, port, methods })} is more than the operator allows (${known})`;
}
