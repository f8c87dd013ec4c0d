// What an App may ask as itself: who it is, where it is installed, tokens, webhook deliveries.

import { ApiError, notFound } from '../http/api-error.ts';
import { has } from '../http/authorize.ts';
import { type Call, created, numberParam, ok, page, param, type Reply } from '../http/context.ts';
import { appRoute, openRoute, type Route } from '../http/router.ts';
import type { Permissions } from '../options.ts';
import { appJson, installationJson, repositoryJson } from '../present/basics.ts';
import type { Delivery } from '../webhooks/deliveries.ts';
import { findRepository, grantedPermissions, isoTime, type World } from '../world.ts';

export const appRoutes: readonly Route[] = [
  appRoute('GET /app', ({ world }) => ok({ ...appJson(world, world.app), installations_count: 1 })),
  appRoute('GET /app/installations', ({ world }) => ok([installationJson(world)])),
  appRoute('GET /app/installations/:id', (call) => ok(requireInstallation(call))),
  appRoute('POST /app/installations/:id/access_tokens', issueToken),
  appRoute('GET /repos/:owner/:repo/installation', (call) => {
    const { world } = call;
    if (findRepository(world, `${param(call, 'owner')}/${param(call, 'repo')}`) === undefined)
      throw notFound();
    return ok(installationJson(world));
  }),
  appRoute('GET /orgs/:org/installation', ({ world }) => ok(installationJson(world))),
  appRoute('GET /users/:user/installation', ({ world }) => ok(installationJson(world))),
  appRoute('GET /app/hook/config', ({ world }) =>
    ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: world.origin }),
  ),
  appRoute('GET /app/hook/deliveries', (call) => {
    const { list, headers } = page(call, call.world.deliveries.list().toReversed(), deliveryJson);
    return { status: 200, json: list, headers };
  }),
  appRoute('GET /app/hook/deliveries/:id', (call) => {
    const delivery = requireDelivery(call);
    return ok({ ...deliveryJson(delivery), request: { headers: {}, payload: JSON.parse(delivery.payload) } });
  }),
  appRoute('POST /app/hook/deliveries/:id/attempts', (call) => {
    call.world.deliveries.redeliver(requireDelivery(call).id);
    return { status: 202, json: {} };
  }),
  openRoute('GET /installation/repositories', listRepositories),
  openRoute('DELETE /installation/token', (call) => {
    if (call.access.kind !== 'installation') throw new ApiError(401, 'Bad credentials');
    call.world.access.revoke(call.access.token.token);
    return { status: 204 };
  }),
  openRoute('GET /rate_limit', (call) => {
    const { used, remaining, resetAtS } = call.world.access.spend(
      call.access,
      call.world.rateLimitPerHour,
      0,
    );
    const core = { limit: call.world.rateLimitPerHour, used, remaining, reset: resetAtS };
    return ok({ resources: { core }, rate: core });
  }),
  openRoute('GET /meta', () => ok({ verifiable_password_authentication: false })),
  openRoute('GET /zen', () => ({
    status: 200,
    bytes: { type: 'text/plain', data: 'Keep it logically awesome.' },
  })),
];

function requireInstallation(call: Call) {
  if (numberParam(call, 'id') !== call.world.installationId) throw notFound();
  return installationJson(call.world);
}

function requireDelivery(call: Call): Delivery {
  const id = numberParam(call, 'id');
  const delivery = call.world.deliveries.list().find((candidate) => candidate.id === id);
  if (delivery === undefined) throw notFound();
  return delivery;
}

function issueToken(call: Call): Reply {
  const { world } = call;
  requireInstallation(call);
  const permissions = narrowedPermissions(world, call.body.permissions);
  const repositories = narrowedRepositories(world, call.body);
  const token = world.access.issue(permissions, repositories);
  const visible = repositories === null ? null : repositories.map((name) => findRepository(world, name));
  return created({
    token: token.token,
    expires_at: isoTime(token.expiresAtMs),
    permissions,
    repository_selection: 'selected',
    ...(visible === null
      ? {}
      : {
          repositories: visible.filter((one) => one !== undefined).map((one) => repositoryJson(world, one)),
        }),
  });
}

function narrowedPermissions(world: World, asked: unknown): Permissions {
  const granted = grantedPermissions(world);
  if (typeof asked !== 'object' || asked === null) return granted;
  const metadata: Permissions = granted.metadata === undefined ? {} : { metadata: 'read' };
  const narrowed: Record<string, 'read' | 'write'> = { ...metadata };
  for (const [name, level] of Object.entries(asked)) {
    const isKnown = level === 'read' || level === 'write';
    if (!isKnown || !has(granted, name, level)) {
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
    }
    narrowed[name] = level;
  }
  return narrowed;
}

function narrowedRepositories(world: World, body: Readonly<Record<string, unknown>>): string[] | null {
  const names = Array.isArray(body.repositories) ? body.repositories : null;
  const ids = Array.isArray(body.repository_ids) ? body.repository_ids : null;
  if (names === null && ids === null) return null;
  const known = world.repositories.filter((repository) => !repository.deleted);
  const chosen = known.filter(
    (repository) => names?.includes(repository.name) || ids?.includes(repository.id),
  );
  if (chosen.length !== (names?.length ?? 0) + (ids?.length ?? 0)) {
    const message =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw new ApiError(422, message);
  }
  return chosen.map((repository) => repository.fullName);
}

function listRepositories(call: Call): Reply {
  const { world, access } = call;
  if (access.kind !== 'installation') throw new ApiError(401, 'Bad credentials');
  const names = access.token.repositories;
  const visible = world.repositories.filter(
    (repository) => !repository.deleted && (names === null || names.includes(repository.fullName)),
  );
  const { list, headers } = page(call, visible, (repository) => repositoryJson(world, repository));
  const json = { total_count: visible.length, repository_selection: 'selected', repositories: list };
  return { status: 200, json, headers };
}

function deliveryJson(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: isoTime(delivery.sentAtMs),
    redelivery: delivery.redelivery,
    duration: delivery.durationMs / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: null,
  };
}
