// Allowed or denied, and by which rule: the part that needs no network. Addresses come after the name was resolved.
import { isPublicAddress } from './address.ts';
import type { DenialRule } from './denial.ts';
import { readHost } from './host.ts';
import { type EgressRule, HTTP_PORT, HTTPS_PORT, hostCovers, type Method } from './rule.ts';

export type Allowed = { readonly name: string; readonly port: number; readonly rule: EgressRule };
export type Refused = { readonly refused: DenialRule; readonly detail?: string };
export type Decision = Allowed | Refused;

/** An opaque connection: only for a rule that asks for nothing that could not be seen in it. */
export function decideTunnel(rules: readonly EgressRule[], host: string, port: number): Decision {
  const found = rulesFor(rules, host, port);
  if ('refused' in found) return found;
  const rule = found.rules.find(({ methods }) => methods === 'any');
  return rule === undefined ? { refused: 'no_tunnel' } : { name: found.name, port, rule };
}

/**
 * A request that the proxy makes itself. `port` is undefined where the address has none: then it is 80, and where only 443
 * is listed it is that, since plain HTTP inside the sandbox becomes TLS outside.
 */
export function decideRequest(
  rules: readonly EgressRule[],
  host: string,
  port: number | undefined,
  method: string,
): Decision {
  const wanted = port ?? HTTP_PORT;
  const plain = requestAt(rules, host, wanted, method);
  if (port !== undefined || !('refused' in plain) || plain.refused !== 'port_not_listed') return plain;
  return requestAt(rules, host, HTTPS_PORT, method);
}

function requestAt(rules: readonly EgressRule[], host: string, port: number, method: string): Decision {
  const found = rulesFor(rules, host, port);
  if ('refused' in found) return found;
  const listed = found.rules.filter(({ methods }) => methods !== 'any');
  if (listed.length === 0) return { refused: 'tunnel_only' };
  const rule = listed.find(({ methods }) => methods.includes(method as Method));
  return rule === undefined
    ? { refused: 'method_not_listed', detail: method }
    : { name: found.name, port, rule };
}

function rulesFor(
  rules: readonly EgressRule[],
  text: string,
  port: number,
): { readonly name: string; readonly rules: readonly EgressRule[] } | Refused {
  const host = readHost(text);
  if (host.kind === 'address') return { refused: 'ip_literal' };
  if (host.kind === 'none') return { refused: 'malformed' };
  const ofHost = rules.filter((rule) => hostCovers(rule.host, host.name));
  if (ofHost.length === 0) return { refused: 'host_not_listed' };
  const ofPort = ofHost.filter((rule) => rule.port === port);
  return ofPort.length === 0 ? { refused: 'port_not_listed' } : { name: host.name, rules: ofPort };
}

/** Those of a name's addresses that may be dialled. A name that leads inside is refused, whoever answered for it. */
export function dialable(
  addresses: readonly string[],
  isOwn: (address: string) => boolean,
): readonly string[] | Refused {
  if (addresses.length === 0) return { refused: 'name_unknown' };
  const outside = addresses.filter((address) => isPublicAddress(address) && !isOwn(address));
  return outside.length === 0 ? { refused: 'private_address', detail: addresses[0] ?? '' } : outside;
}
