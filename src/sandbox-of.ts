// Builds the place where attempts run: the engine of this process, or the operator's list of engines and runners.
import { join } from 'node:path';
import Docker from 'dockerode';
import { dockerSandbox } from '#adapters/docker/docker-sandbox.ts';
import { egress } from '#adapters/egress/egress.ts';
import { FileCache } from '#adapters/egress/mirror/file-cache.ts';
import { IndexCache } from '#adapters/egress/mirror/index-cache.ts';
import { pooledSandbox } from '#adapters/pool/pooled-sandbox.ts';
import { runnerSandbox } from '#adapters/runner/runner-sandbox.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import type { AppConfig } from '#app/deps.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { Environment } from './config/environment.ts';
import type { Config } from './config.ts';

export type SandboxConfig = Pick<Config, 'dataDir' | 'sandbox'> & {
  readonly app: Pick<AppConfig, 'agents'>;
};

type Parts = { readonly clock: Clock; readonly log: Log; readonly env: Environment };

export function sandboxOf(config: SandboxConfig, { clock, log, env }: Parts): Sandbox {
  const { engines, kind } = config.sandbox;
  if (engines.length === 0)
    return kind === 'worktree'
      ? worktreeSandbox({ dataDir: config.dataDir, clock, log, env })
      : // Where it is, and with which certificates, the library reads from DOCKER_HOST and its like.
        onDocker(config, clock, log)(new Docker());
  const onEngine = onDocker(config, clock, log);
  const hosts = engines.map(({ name, slots, at }) => {
    const its = log.child({ engine: name });
    const sandbox =
      at.kind === 'docker'
        ? onEngine(new Docker(at.address), its)
        : runnerSandbox({ kind, address: at.address, token: at.token, clock, log: its });
    return { name, slots, sandbox };
  });
  return pooledSandbox({ kind, hosts, clock, log });
}

/** All engines of one process share what it knows of registries. */
function onDocker({ sandbox, dataDir, app }: SandboxConfig, clock: Clock, log: Log) {
  const { instance, helperImage, workspace, models, registries, registryCacheBytes } = sandbox;
  const chosen = { workspace, ...(sandbox.runtime === null ? {} : { runtime: sandbox.runtime }) };
  const mirrors = {
    sources: registries,
    caches: {
      indexes: new IndexCache(clock),
      files: new FileCache(join(dataDir, 'packages'), registryCacheBytes),
    },
  };
  const agentImages = [...new Set(Object.values(app.agents).map((agent) => agent.image))];
  const ways = egress({ log, models, mirrors });
  return (docker: Docker, its: Log = log): Sandbox =>
    dockerSandbox({ ...chosen, docker, instance, helperImage, agentImages, egress: ways, clock, log: its });
}
