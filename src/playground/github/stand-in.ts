// Starts the local GitHub: REST and GraphQL, git over HTTP, webhooks, Actions and pages on one port.

import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Actions } from './actions/actions.ts';
import { AccessBook } from './auth/access.ts';
import { publicHalf } from './auth/app-jwt.ts';
import { Faults } from './faults.ts';
import { Lock } from './git/lock.ts';
import { installReceiveGuard } from './git/receive-guard.ts';
import { seedRepository } from './git/write.ts';
import { requestHandler } from './http/handler.ts';
import type { Person, Repository } from './model.ts';
import {
  defaultPermissions,
  type GitHubStandInOptions,
  type RepositorySeed,
  type Visible,
} from './options.ts';
import { type People, people } from './people.ts';
import { Deliveries, type Delivery } from './webhooks/deliveries.ts';
import type { World } from './world.ts';

export interface GitHubStandIn {
  /** Pages and git remotes: `${url}/owner/name`, `${url}/owner/name.git`. */
  readonly url: string;
  /** `baseUrl` for Octokit. */
  readonly apiUrl: string;
  readonly appId: number;
  readonly installationId: number;
  readonly people: People;
  readonly faults: Faults;
  /** What there is, for tests and pages; change it only through people, git or the API. */
  readonly world: World;
  setWebhookUrl(url: string | undefined): void;
  /** Calls back for each thing a user would see. Returns how to stop. */
  onVisible(listener: (visible: Visible) => void): () => void;
  deliveries(): readonly Delivery[];
  redeliver(id: number): Delivery;
  /** Password of a person for git over HTTP and the API. */
  personToken(login: string): string;
  /** Makes every installation token invalid at once. */
  revokeTokens(): void;
  /** Resolves when no CI run and no webhook is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startGitHubStandIn(options: GitHubStandInOptions): Promise<GitHubStandIn> {
  const listeners = new Set<(visible: Visible) => void>();
  const world = await buildWorld(options, (visible) => {
    for (const listener of listeners) listener(visible);
  });
  const hands = people(world);
  const server = createServer(requestHandler(world, hands));
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const { address, port } = server.address() as AddressInfo;
  world.origin = `http://${address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
  return {
    url: world.origin,
    apiUrl: `${world.origin}/api/v3`,
    appId: world.app.id,
    installationId: world.installationId,
    people: hands,
    faults: world.faults,
    world,
    setWebhookUrl: (url) => world.deliveries.setUrl(url),
    onVisible: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliveries: () => world.deliveries.list(),
    redeliver: (id) => world.deliveries.redeliver(id),
    personToken: (login) => personToken(login),
    revokeTokens: () => world.access.revokeAll(),
    settled: async () => {
      for (const repository of world.repositories) await repository.lock.run(async () => {});
      await world.actions.settled();
      await world.deliveries.settled();
    },
    close: async () => {
      await world.actions.close();
      await world.deliveries.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const personToken = (login: string): string => `ghp_standin_${login}`;

async function buildWorld(options: GitHubStandInOptions, show: (visible: Visible) => void): Promise<World> {
  const nowMs = options.clock === undefined ? Date.now : () => options.clock?.nowMs() ?? Date.now();
  let lastId = 11_000_000_000;
  const nextId = (): number => {
    lastId += 17;
    return lastId;
  };
  const appSlug = options.appSlug ?? 'greenlight';
  const faults = new Faults();
  const known: Person[] = options.people.map((person, index) => ({
    ...person,
    id: 5_000 + index,
    type: 'User',
    token: personToken(person.login),
  }));
  const tokenLifeMs = options.tokenLifeMs ?? 3_600_000;
  const key = publicHalf(options.privateKeyPem);
  const { appId, webhookSecret: secret, webhookUrl: url } = options;
  const actions = new Actions({
    world: () => world,
    nowMs,
    maxConcurrentJobs: options.maxConcurrentJobs ?? 2,
  });
  const world: World = {
    app: { id: appId, slug: appSlug, name: 'Greenlight' },
    bot: { login: `${appSlug}[bot]`, id: 41_000_000 + appId, type: 'Bot' },
    installationId: 70_000_000 + appId,
    permissions: options.permissions ?? defaultPermissions,
    people: known,
    repositories: [],
    dataDir: options.dataDir,
    faults,
    access: new AccessBook({ appId, key, people: known, tokenLifeMs, nowMs }),
    deliveries: new Deliveries({ appId, hookId: 9_001, secret, url, faults, nextId, nowMs }),
    actions,
    rateLimitPerHour: options.rateLimitPerHour ?? 5_000,
    nowMs,
    nextId,
    show,
    origin: '',
  };
  for (const seed of options.repositories) world.repositories.push(await createRepository(world, seed));
  return world;
}

async function createRepository(world: World, seed: RepositorySeed): Promise<Repository> {
  const defaultBranch = seed.defaultBranch ?? 'main';
  const directory = join(world.dataDir, 'repositories', seed.owner);
  await mkdir(directory, { recursive: true });
  const gitDir = join(directory, `${seed.name}.git`);
  const nowMs = world.nowMs();
  const author = { name: seed.owner, email: `${seed.owner}@example.com`, atMs: nowMs };
  await seedRepository(gitDir, {
    dir: seed.seedDir,
    branch: defaultBranch,
    message: `Start ${seed.name}`,
    author,
  });
  await installReceiveGuard(gitDir);
  return {
    id: world.nextId(),
    owner: seed.owner,
    name: seed.name,
    fullName: `${seed.owner}/${seed.name}`,
    defaultBranch,
    gitDir,
    lock: new Lock(),
    createdAtMs: nowMs,
    pushedAtMs: nowMs,
    deleted: false,
    mergeMethods: [...(seed.mergeMethods ?? (['merge', 'squash'] as const))],
    protection: {
      requiredChecks: [...(seed.requiredChecks ?? [])],
      requiredApprovals: seed.protection?.requiredApprovals ?? 0,
      source: seed.protection?.source ?? 'ruleset',
      refusesPushes: seed.protection?.refusesPushes ?? true,
    },
    variables: seed.variables ?? {},
    pulls: new Map(),
    nextNumber: 1,
    suites: new Map(),
    checkRuns: new Map(),
    statuses: [],
    workflows: new Map(),
    runs: new Map(),
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
