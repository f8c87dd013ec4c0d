// What the forge says of somebody in a repository, asked at most every few minutes. Where it cannot be asked, nobody is taken for more than they are.
import type { Actor } from '#core/people.ts';
import type { Policy } from '#core/policy.ts';
import type { Standing } from '#core/standing.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { Context } from './commands/context.ts';
import type { Deps } from './deps.ts';
import { linkOf } from './links.ts';

/** Somebody who lost a right keeps it here for so long. */
const KEPT_MS = 5 * 60_000;

export type StandingNeeds = Pick<Deps, 'forge' | 'settings' | 'clock' | 'log'>;
type There = { readonly repo: RepoRef; readonly policy: Pick<Policy, 'permissions'> };
type Kept = {
  readonly atMs: number;
  readonly found: NonNullable<Awaited<ReturnType<Forge['permissionOf']>>> | null;
};

/** The same person, with what they may do there where policy goes by it. */
export async function knownAt(deps: StandingNeeds, context: Context, there: There): Promise<Context> {
  const { actor } = context;
  if (there.policy.permissions !== 'github' || actor.standing !== undefined) return context;
  return { ...context, actor: { ...actor, standing: await standingOf(deps, actor, there.repo) } };
}

async function standingOf(deps: StandingNeeds, actor: Actor, repo: RepoRef): Promise<Standing> {
  const link = await linkOf(deps, actor);
  if (link === undefined) return { unknown: 'not_linked' };
  try {
    const found = await permissionOf(deps, repo, link);
    if (found === null) return { level: 'none' };
    return found.accountId === link.accountId ? { level: found.level } : { unknown: 'other_account' };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    deps.log.warn({ err: error, repo: repoName(repo) }, 'GitHub could not be asked what somebody may do');
    return { unknown: 'not_told' };
  }
}

async function permissionOf(
  { forge, settings, clock }: StandingNeeds,
  repo: RepoRef,
  { login, accountId }: { readonly login: string; readonly accountId: number },
): Promise<Kept['found']> {
  const key = `standing:${repoName(repo).toLowerCase()}:${accountId}`;
  const kept = await settings.get<Kept>(key);
  if (kept && clock.nowMs() - kept.atMs < KEPT_MS) return kept.found;
  const found = (await forge.permissionOf(repo, login)) ?? null;
  await settings.set<Kept>(key, { atMs: clock.nowMs(), found }, { ttlMs: KEPT_MS });
  return found;
}
