// A repository itself: its record, branches, rules, collaborators, contents.
import {
  listRefs,
  listTree,
  readBlob,
  readCommit,
  resolveCommit,
  resolveRef,
  type TreeEntry,
} from '../git/objects.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { ok, pagedList, param, type Reply, type RepositoryCall } from '../http/context.ts';
import { type Route, repositoryRoute } from '../http/router.ts';
import type { Repository } from '../model.ts';
import { repositoryApiUrl, repositoryJson, repositoryPageUrl, userJson } from '../present/basics.ts';
import { commitJson } from '../present/commits.ts';

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute('GET /', { metadata: 'read' }, ({ world, repository }) =>
    ok(repositoryJson(world, repository)),
  ),
  repositoryRoute('GET /branches', { contents: 'read' }, listBranches),
  repositoryRoute('GET /branches/:branch+/protection', { administration: 'read' }, classicProtection),
  repositoryRoute('GET /branches/:branch+', { contents: 'read' }, getBranch),
  repositoryRoute('GET /rules/branches/:branch+', { metadata: 'read' }, rulesOfBranch),
  repositoryRoute('GET /collaborators/:login/permission', { metadata: 'read' }, collaboratorPermission),
  repositoryRoute('GET /contents/:path+', { contents: 'read' }, getContents),
  repositoryRoute('GET /contents', { contents: 'read' }, getContents),
];

const isProtected = (repository: Repository, branch: string): boolean =>
  branch === repository.defaultBranch &&
  (repository.protection.refusesPushes || repository.protection.requiredChecks.length > 0);

async function listBranches(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const refs = await listRefs(repository.gitDir);
  return pagedList(call, [...refs], ([ref, sha]) => {
    const name = ref.slice('refs/heads/'.length);
    const url = `${repositoryApiUrl(world, repository)}/commits/${sha}`;
    return { name, commit: { sha, url }, protected: isProtected(repository, name) };
  });
}

async function getBranch(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const name = param(call, 'branch');
  const sha = await resolveRef(repository.gitDir, `refs/heads/${name}`);
  if (sha === null) throw new ApiError(404, 'Branch not found');
  const commit = commitJson(world, repository, await readCommit(repository.gitDir, sha));
  const api = `${repositoryApiUrl(world, repository)}/branches/${name}`;
  return ok({
    name,
    commit,
    protected: isProtected(repository, name),
    protection: protectionOf(repository, name),
    protection_url: `${api}/protection`,
    _links: { self: api, html: `${repositoryPageUrl(world, repository)}/tree/${name}` },
  });
}

/** What every reader of a branch is told of its classic protection; `enabled: false` where only rulesets protect it. */
function protectionOf(repository: Repository, branch: string) {
  const { requiredChecks, source } = repository.protection;
  const isClassic = source !== 'ruleset' && isProtected(repository, branch);
  const contexts = isClassic ? requiredChecks : [];
  return {
    enabled: isClassic,
    required_status_checks: {
      enforcement_level: contexts.length > 0 ? 'everyone' : 'off',
      contexts,
      checks: contexts.map((context) => ({ context, app_id: null })),
    },
  };
}

function classicProtection(call: RepositoryCall): Reply {
  const { repository } = call;
  const { requiredChecks, requiredApprovals, source } = repository.protection;
  const branch = param(call, 'branch');
  if (source === 'ruleset' || !isProtected(repository, branch))
    throw new ApiError(404, 'Branch not protected');
  return ok({
    url: `${repositoryApiUrl(call.world, repository)}/branches/${branch}/protection`,
    required_status_checks: {
      strict: false,
      contexts: requiredChecks,
      checks: requiredChecks.map((context) => ({ context, app_id: null })),
    },
    required_pull_request_reviews: { required_approving_review_count: requiredApprovals },
    enforce_admins: { enabled: true },
    restrictions: null,
  });
}

function rulesOfBranch(call: RepositoryCall): Reply {
  const { repository } = call;
  const { requiredChecks, requiredApprovals, source, refusesPushes } = repository.protection;
  if (source === 'classic' || param(call, 'branch') !== repository.defaultBranch) return ok([]);
  const origin = { ruleset_source_type: 'Repository', ruleset_source: repository.fullName, ruleset_id: 1 };
  const rules: unknown[] = [];
  if (refusesPushes || requiredApprovals > 0) {
    const parameters = {
      required_approving_review_count: requiredApprovals,
      dismiss_stale_reviews_on_push: false,
    };
    rules.push({ type: 'pull_request', ...origin, parameters });
  }
  if (requiredChecks.length > 0) {
    const checks = requiredChecks.map((context) => ({ context }));
    const parameters = { strict_required_status_checks_policy: false, required_status_checks: checks };
    rules.push({ type: 'required_status_checks', ...origin, parameters });
  }
  return pagedList(call, rules, (rule) => rule);
}

function collaboratorPermission(call: RepositoryCall): Reply {
  const { world } = call;
  const person = world.people.find((candidate) => candidate.login === param(call, 'login'));
  if (person === undefined) throw notFound();
  const legacy = {
    admin: 'admin',
    maintain: 'write',
    write: 'write',
    triage: 'read',
    read: 'read',
    none: 'none',
  } as const;
  const permission = legacy[person.permission];
  return ok({
    permission,
    role_name: person.permission,
    user: { ...userJson(world, person), permissions: {} },
  });
}

async function getContents(call: RepositoryCall): Promise<Reply> {
  const { repository, query } = call;
  const path = (call.params.path ?? '').replace(/^\/+|\/+$/g, '');
  const ref = query.get('ref') ?? repository.defaultBranch;
  const sha = await resolveCommit(repository.gitDir, ref);
  if (sha === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const [entry] = path === '' ? [] : await listTree(repository.gitDir, sha, path);
  if (path !== '' && entry === undefined) throw notFound();
  if (entry !== undefined && entry.type !== 'tree') return await fileContents(call, entry, ref);
  const entries = await listTree(repository.gitDir, sha, path === '' ? '.' : `${path}/`);
  return ok(entries.map((one) => entryJson(call, one, ref)));
}

function entryJson(call: RepositoryCall, entry: TreeEntry, ref: string) {
  const { world, repository } = call;
  const types = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;
  return {
    type: entry.mode === '120000' ? 'symlink' : types[entry.type],
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: 0,
    url: `${repositoryApiUrl(world, repository)}/contents/${encodeURI(entry.path)}?ref=${encodeURIComponent(ref)}`,
    git_url: `${repositoryApiUrl(world, repository)}/git/blobs/${entry.sha}`,
    html_url: `${repositoryPageUrl(world, repository)}/blob/${encodeURIComponent(ref)}/${encodeURI(entry.path)}`,
    download_url: null,
  };
}

async function fileContents(call: RepositoryCall, entry: TreeEntry, ref: string): Promise<Reply> {
  const bytes = await readBlob(call.repository.gitDir, entry.sha);
  const content = bytes.toString('base64').replace(/(.{60})/g, '$1\n');
  return ok({ ...entryJson(call, entry, ref), size: bytes.byteLength, encoding: 'base64', content });
}
