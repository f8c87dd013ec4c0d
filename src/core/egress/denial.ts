// What an attempt was refused, counted: bounded, whatever the agent does, and every text in it is the agent's.

export type DenialRule =
  | 'malformed'
  | 'ip_literal'
  | 'host_not_listed'
  | 'port_not_listed'
  | 'method_not_listed'
  | 'no_tunnel'
  | 'tunnel_only'
  | 'name_unknown'
  | 'private_address'
  | 'no_tls'
  | 'server_name'
  | 'too_many'
  | 'model_token'
  | 'model_path'
  | 'model_reach'
  | 'model_tool'
  | 'model_key'
  | 'registry_path'
  | 'registry_method'
  | 'registry_host';

/** Nobody asked for them: some agents offer a tool of the provider's with every request. Told on the task's page alone. */
export const isByTheWay = ({ rule }: Pick<Denial, 'rule'>): boolean => rule === 'model_tool';

export type Denial = {
  readonly host: string;
  readonly port: number;
  readonly method?: string;
  readonly rule: DenialRule;
  /** What the rule looked at: a server name, a path, an address. */
  readonly detail?: string;
};

export type DenialCount = Denial & { readonly count: number };
export type Denials = {
  readonly list: readonly DenialCount[];
  /** Refusals that differ from all in the list, which is full. */
  readonly omitted: number;
};

export const NO_DENIALS: Denials = { list: [], omitted: 0 };
export const MAX_DENIALS = 50;
const MAX_HOST_CHARS = 255;
const MAX_DETAIL_CHARS = 200;

export function withDenial(denials: Denials, raw: Denial, count = 1): Denials {
  const denial = bounded(raw);
  const at = denials.list.findIndex((known) => isSame(known, denial));
  if (at >= 0) {
    const list = denials.list.map((known, i) =>
      i === at ? { ...known, count: known.count + count } : known,
    );
    return { ...denials, list };
  }
  if (denials.list.length >= MAX_DENIALS) return { ...denials, omitted: denials.omitted + 1 };
  return { ...denials, list: [...denials.list, { ...denial, count }] };
}

/** Both in one; the newer ones after those that are known. */
export function withDenials(denials: Denials | undefined, more: Denials | undefined): Denials | undefined {
  if (more === undefined || isNothing(more)) return denials;
  const known = denials ?? NO_DENIALS;
  const added = more.list.reduce(
    (sum: Denials, { count, ...denial }) => withDenial(sum, denial, count),
    known,
  );
  return { ...added, omitted: added.omitted + more.omitted };
}

export const isNothing = ({ list, omitted }: Denials): boolean => list.length === 0 && omitted === 0;

const isSame = (a: Denial, b: Denial): boolean => a.host === b.host && a.port === b.port && a.rule === b.rule;

function bounded({ host, port, method, rule, detail }: Denial): Denial {
  return {
    host: plain(host, MAX_HOST_CHARS),
    port,
    rule,
    ...(method === undefined ? {} : { method: plain(method, 20) }),
    ...(detail === undefined || detail === '' ? {} : { detail: plain(detail, MAX_DETAIL_CHARS) }),
  };
}

/** Printable ASCII: names that look like others stay apart, and nothing acts in a terminal or a chat. */
const plain = (text: string, maxChars: number): string => text.slice(0, maxChars).replace(/[^!-~]/g, '?');
