// Decides whether a caller may use a route: 401 for bad credentials, 404 for what a token may not see, 403 for a missing permission.
import type { Access } from '../auth/access.ts';
import type { Actor, Repository } from '../model.ts';
import type { PermissionLevel, Permissions } from '../options.ts';
import { findRepository, grantedPermissions, type World } from '../world.ts';
import { ApiError, forbidden, notFound } from './api-error.ts';
import type { Needs } from './router.ts';

export function requireApp(access: Access): void {
  if (access.kind === 'app') return;
  if (access.kind === 'refused') throw new ApiError(401, access.message);
  throw new ApiError(401, 'A JSON web token could not be decoded');
}

/** The repository a caller may see, whoever that is. */
export function requireVisible(world: World, access: Access, fullName: string): Repository {
  if (access.kind === 'refused') throw new ApiError(401, access.message);
  const repository = findRepository(world, fullName);
  if (repository === undefined || access.kind === 'nobody' || access.kind === 'app') throw notFound();
  if (access.kind === 'installation' && !tokenSees(access.token.repositories, repository)) throw notFound();
  if (access.kind === 'person' && access.person.permission === 'none') throw notFound();
  return repository;
}

function tokenSees(names: readonly string[] | null, repository: Repository): boolean {
  return names === null || names.includes(repository.fullName);
}

export function requirePermission(world: World, access: Access, needs: Needs): void {
  if (access.kind === 'person') return;
  if (access.kind !== 'installation') throw new ApiError(401, 'Requires authentication');
  const granted = grantedPermissions(world);
  const allowed = needs.some((alternative) =>
    Object.entries(alternative).every(
      ([name, level]) => has(granted, name, level) && has(access.token.permissions, name, level),
    ),
  );
  if (!allowed) throw forbidden();
}

/** Write includes read. */
export function has(permissions: Permissions, name: string, level: PermissionLevel): boolean {
  const granted = permissions[name];
  return granted === 'write' || granted === level;
}

export function hasPermission(world: World, access: Access, name: string, level: PermissionLevel): boolean {
  if (access.kind === 'person') return ['admin', 'maintain', 'write'].includes(access.person.permission);
  if (access.kind !== 'installation') return false;
  return has(grantedPermissions(world), name, level) && has(access.token.permissions, name, level);
}

export function actorOf(world: World, access: Access): Actor {
  return access.kind === 'person' ? access.person : world.bot;
}
