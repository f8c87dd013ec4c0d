// What an attempt was refused, in words: for the card, the thread, the page and the next agent.
import { type DenialCount, type DenialRule, type Denials, isByTheWay } from '../egress/denial.ts';
import type { Refusals } from '../task/refusals.ts';
import { list, plural } from './words.ts';

const SHOWN = 3;

/** What each rule says, after "refused because". */
export const RULE_WORDS: Record<DenialRule, string> = {
  malformed: 'the request can be read in more than one way',
  ip_literal: 'an address is no host name',
  host_not_listed: 'the host is not listed',
  port_not_listed: 'the port is not listed for that host',
  method_not_listed: 'the method is not listed for that host',
  no_tunnel: 'only some methods are allowed there, and a tunnel would hide them',
  tunnel_only: 'that host is reached by CONNECT alone',
  name_unknown: 'the name leads nowhere',
  private_address: 'the name leads to an inside address',
  no_tls: 'something else than TLS was spoken in the tunnel',
  server_name: 'another server was asked for in the tunnel',
  too_many: 'too many connections at once',
  model_token: 'the token is not that of this attempt',
  model_path: 'that path is none of a model',
  model_key: "the provider refuses Greenlight's own key",
  model_reach: 'the provider would fetch what no rule names',
  model_tool: 'a tool that runs at the provider was taken off',
  registry_path: 'that path is none of a package registry',
  registry_method: 'packages are only read',
  registry_host: 'the registry keeps it at a host that is not named',
};

/** "example.com:443", as far as it is known where it went. */
export const placeOf = ({ host, port }: Pick<DenialCount, 'host' | 'port'>): string =>
  host === '' ? 'a request' : `${host}:${port}`;

/** "Blocked: a.example.com:443 by rule host_not_listed (3 times, in the proof) and 2 more"; empty where nothing was. */
export function blockedWords(refusals: readonly Refusals[]): string {
  const told = refusals.flatMap(({ to, denials }) =>
    denials.list.filter((denial) => !isByTheWay(denial)).map((denial) => blockedItem(to, denial)),
  );
  if (told.length === 0) return '';
  const omitted = refusals.reduce((sum, { denials }) => sum + denials.omitted, 0);
  return `Blocked: ${list(told, SHOWN)}${omittedWords({ omitted })}`;
}

function blockedItem(to: Refusals['to'], denial: DenialCount): string {
  const times = denial.count > 1 ? [plural(denial.count, 'time')] : [];
  const facts = [...times, ...(WHOM[to] === '' ? [] : [WHOM[to]])];
  return `${placeOf(denial)} by rule ${denial.rule}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

/** To whom, where that is not the agent. */
export const WHOM: Record<Refusals['to'], string> = {
  agent: '',
  probe: 'to the tests by themselves',
  proof: 'in the proof',
};

export const omittedWords = ({ omitted }: Pick<Denials, 'omitted'>): string =>
  omitted === 0 ? '' : `, and ${plural(omitted, 'other request')}`;
