// The stand-in's one shared object: what exists, whose it is, what time it is. Built once by stand-in.ts, handed to everything.

import type { Actions } from './actions/actions.ts';
import type { AccessBook } from './auth/access.ts';
import type { Faults } from './faults.ts';
import type { Actor, AppIdentity, Person, Repository } from './model.ts';
import type { Permissions, Visible } from './options.ts';
import type { Deliveries } from './webhooks/deliveries.ts';

export interface World {
  readonly app: AppIdentity;
  readonly bot: Actor;
  readonly installationId: number;
  readonly permissions: Permissions;
  readonly people: readonly Person[];
  readonly repositories: Repository[];
  readonly dataDir: string;
  readonly faults: Faults;
  readonly access: AccessBook;
  readonly deliveries: Deliveries;
  readonly actions: Actions;
  readonly rateLimitPerHour: number;
  readonly nowMs: () => number;
  readonly nextId: () => number;
  readonly show: (visible: Visible) => void;
  /** Public address of the stand-in, without a slash at the end. Known once it listens. */
  origin: string;
}

export const actionsApp: AppIdentity = { id: 15368, slug: 'github-actions', name: 'GitHub Actions' };

export function findRepository(world: World, fullName: string): Repository | undefined {
  return world.repositories.find(
    (repository) => !repository.deleted && repository.fullName.toLowerCase() === fullName.toLowerCase(),
  );
}

export function requireRepository(world: World, fullName: string): Repository {
  const repository = findRepository(world, fullName);
  if (repository === undefined) throw new Error(`The GitHub stand-in has no repository ${fullName}.`);
  return repository;
}

export function requirePerson(world: World, login: string): Person {
  const person = world.people.find((candidate) => candidate.login === login);
  if (person === undefined) {
    const known = world.people.map((candidate) => candidate.login).join(', ');
    throw new Error(`The GitHub stand-in knows no ${login}; it knows ${known}.`);
  }
  return person;
}

/** What the App may do right now: what was granted, less what a fault took away. */
export function grantedPermissions(world: World): Permissions {
  return Object.fromEntries(
    Object.entries(world.permissions).filter(([name]) => !world.faults.removedPermissions.has(name)),
  );
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}

/** Opaque id as GraphQL uses it: `PR_` and the number in base64url. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`greenlight:${id}`).toString('base64url')}`;
}
