// JSON of people, repositories and the App, shared by REST answers and webhooks.
import type { Actor, AppIdentity, Repository } from '../model.ts';
import { grantedPermissions, isoTime, nodeId, type World } from '../world.ts';
import type { Shape } from './shape.ts';

export const apiUrl = (world: World): string => `${world.origin}/api/v3`;

export const repositoryApiUrl = (world: World, repository: Repository): string =>
  `${apiUrl(world)}/repos/${repository.fullName}`;

export const repositoryPageUrl = (world: World, repository: Repository): string =>
  `${world.origin}/${repository.fullName}`;

export function userJson(world: World, actor: Actor) {
  const url = `${apiUrl(world)}/users/${encodeURIComponent(actor.login)}`;
  return {
    login: actor.login,
    id: actor.id,
    node_id: nodeId('U', actor.id),
    avatar_url: `${world.origin}/avatars/${encodeURIComponent(actor.login)}.svg`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${actor.type === 'Bot' ? `apps/${world.app.slug}` : actor.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: actor.type,
    site_admin: false,
  } satisfies Shape<'simple-user'>;
}

export function ownerActor(repository: Repository): Actor {
  return { login: repository.owner, id: 9000 + repository.owner.length, type: 'User' };
}

export function repositoryJson(world: World, repository: Repository) {
  const api = repositoryApiUrl(world, repository);
  const allows = (method: 'merge' | 'squash' | 'rebase'): boolean => repository.mergeMethods.includes(method);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: true,
    owner: userJson(world, ownerActor(repository)),
    html_url: repositoryPageUrl(world, repository),
    description: null,
    fork: false,
    url: api,
    clone_url: `${world.origin}/${repository.fullName}.git`,
    git_url: `${world.origin}/${repository.fullName}.git`,
    ssh_url: `git@localhost:${repository.fullName}.git`,
    pulls_url: `${api}/pulls{/number}`,
    statuses_url: `${api}/statuses/{sha}`,
    default_branch: repository.defaultBranch,
    visibility: 'private',
    archived: false,
    disabled: false,
    language: 'JavaScript',
    size: 0,
    open_issues_count: [...repository.pulls.values()].filter((pull) => pull.state === 'open').length,
    created_at: isoTime(repository.createdAtMs),
    updated_at: isoTime(repository.pushedAtMs),
    pushed_at: isoTime(repository.pushedAtMs),
    allow_merge_commit: allows('merge'),
    allow_squash_merge: allows('squash'),
    allow_rebase_merge: allows('rebase'),
    allow_auto_merge: false,
    delete_branch_on_merge: false,
  } satisfies Shape<'full-repository'>;
}

export function appJson(world: World, app: AppIdentity) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userJson(world, { login: app.id === world.app.id ? 'acme' : 'github', id: 9919, type: 'User' }),
    name: app.name,
    description: null,
    external_url: world.origin,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: app.id === world.app.id ? { ...grantedPermissions(world) } : {},
    events: [
      'check_run',
      'check_suite',
      'issue_comment',
      'pull_request',
      'pull_request_review',
      'push',
      'status',
      'workflow_job',
      'workflow_run',
    ],
  } satisfies Shape<'integration'>;
}

export function installationJson(world: World) {
  const first = world.repositories[0];
  const account = first === undefined ? world.bot : ownerActor(first);
  return {
    id: world.installationId,
    account: userJson(world, account),
    repository_selection: 'selected' as const,
    access_tokens_url: `${apiUrl(world)}/app/installations/${world.installationId}/access_tokens`,
    repositories_url: `${apiUrl(world)}/installation/repositories`,
    html_url: `${world.origin}/settings/installations/${world.installationId}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: 'Organization',
    permissions: { ...grantedPermissions(world) },
    events: appJson(world, world.app).events,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    single_file_name: null,
    suspended_at: null,
    suspended_by: null,
  } satisfies Shape<'installation'>;
}
