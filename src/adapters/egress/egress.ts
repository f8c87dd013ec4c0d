// Puts an attempt's way out together: proxy, model gateway, package mirrors; and keeps what was refused.
import { NO_DENIALS, withDenial } from '#core/egress/denial.ts';
import { ECOSYSTEMS, type Ecosystem, MIRROR_PORTS } from '#core/egress/mirror/ecosystem.ts';
import type { ModelProvider } from '#core/egress/model/provider.ts';
import type { Log } from '#ports/log.ts';
import { GATEWAY_PORT, type Gateway, modelGateway } from './gateway/gateway.ts';
import { type Caches, packageMirror } from './mirror/mirror.ts';
import type { RegistrySource } from './mirror/registry.ts';
import { internet, type Outside } from './outside.ts';
import { egressProxy } from './proxy.ts';
import type { Egress, OnDenied, Service, Traveller, WayOut } from './way-out.ts';

/** The loopback port of the proxy, where such proxies usually are. */
export const PROXY_PORT = 3128;
const LOOPBACK = '127.0.0.1,localhost';

export type Mirrors = {
  readonly sources: Readonly<Partial<Record<Ecosystem, RegistrySource>>>;
  readonly caches: Caches;
};

export type EgressOptions = {
  readonly log: Log;
  /** Registries that are mirrored, and where their files are kept for all attempts. */
  readonly mirrors?: Mirrors;
  /** By the names that agents are given them under. */
  readonly models?: Readonly<Record<string, ModelProvider>>;
  readonly outside?: Outside;
};

export function egress(options: EgressOptions): Egress {
  return {
    portNumbers: [
      PROXY_PORT,
      ...(Object.keys(options.models ?? {}).length > 0 ? [GATEWAY_PORT] : []),
      ...ecosystemsOf(options).map((ecosystem) => MIRROR_PORTS[ecosystem]),
    ],
    open: (traveller) => openWay(options, traveller),
  };
}

function openWay(options: EgressOptions, traveller: Traveller): WayOut {
  const { log, outside = internet } = options;
  let denials = NO_DENIALS;
  const onDenied: OnDenied = (denial) => {
    const before = denials.list.length;
    denials = withDenial(denials, denial);
    const isNew = denials.list.length > before;
    if (isNew) log.warn({ key: traveller.key, denial: denials.list.at(-1) }, 'refused to an agent');
  };
  const traffic = { upBytes: 0, downBytes: 0 };
  const gateway = gatewayFor(options, traveller, onDenied);
  const services: Record<number, Service> = {
    ...(gateway === undefined ? {} : { [GATEWAY_PORT]: gateway }),
    ...mirrorsFor(options, onDenied),
    [PROXY_PORT]: proxyService({ rules: traveller.network, outside, traffic, onDenied }),
  };
  const all = Object.values(services);
  return {
    ports: Object.fromEntries(Object.entries(services).map(([port, { server }]) => [port, server])),
    env: Object.assign({}, ...all.map(({ env }) => env)),
    files: Object.assign({}, ...all.map(({ files = {} }) => files)),
    facts: () => ({ denials, ...(gateway === undefined ? {} : { usage: gateway.usage() }) }),
    close() {
      for (const service of all) service.close();
      log.info(
        { key: traveller.key, ...traffic, denied: denials.list.length },
        'closed the way out of an agent',
      );
    },
  };
}

function gatewayFor(
  { models = {}, log }: EgressOptions,
  { key, model, budget, onUsage }: Traveller,
  onDenied: OnDenied,
): Gateway | undefined {
  if (model === undefined) return undefined;
  const provider = models[model];
  if (provider === undefined || budget === undefined)
    throw new Error(`${key} is to ask ${model}, which is not set up or has no budget`);
  return modelGateway({ provider, budget, log, key, onDenied, onUsage });
}

const ecosystemsOf = ({ mirrors }: EgressOptions): readonly Ecosystem[] =>
  ECOSYSTEMS.filter((ecosystem) => mirrors?.sources[ecosystem] !== undefined);

function mirrorsFor(options: EgressOptions, onDenied: OnDenied): Record<number, Service> {
  const { mirrors, log } = options;
  if (mirrors === undefined) return {};
  const services = ecosystemsOf(options).flatMap((ecosystem) => {
    const source = mirrors.sources[ecosystem];
    if (source === undefined) return [];
    const mirror = packageMirror({ ecosystem, source, caches: mirrors.caches, log, onDenied });
    return [[MIRROR_PORTS[ecosystem], mirror] as const];
  });
  return Object.fromEntries(services);
}

function proxyService(options: Parameters<typeof egressProxy>[0]): Service {
  const { server, close } = egressProxy(options);
  const proxy = `http://127.0.0.1:${PROXY_PORT}`;
  const env = {
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    https_proxy: proxy,
    http_proxy: proxy,
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
    // Node's own fetch looks at the variables above only when told to.
    NODE_USE_ENV_PROXY: '1',
  };
  return { server, env, close };
}
