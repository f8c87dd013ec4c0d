// The repository that a channel means unless told: what was set there, else what the operator's file says.
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Deps } from './deps.ts';

const keyOf = (channelId: string): string => `repo:${channelId}`;

/** One that the operator has taken out since is none. */
export async function channelDefault(
  { settings, config }: Pick<Deps, 'settings' | 'config'>,
  channelId: string,
): Promise<RepoRef | null> {
  const kept = await settings.get<RepoRef>(keyOf(channelId));
  const isThere = kept && config.repositories.some(({ repo }) => repoName(repo) === repoName(kept));
  return isThere ? kept : (config.channels[channelId] ?? null);
}

export const keepChannelDefault = (
  { settings }: Pick<Deps, 'settings'>,
  channelId: string,
  repo: RepoRef | null,
): Promise<void> =>
  repo === null ? settings.delete(keyOf(channelId)) : settings.set(keyOf(channelId), repo);
