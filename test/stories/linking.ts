// People who are linked to accounts of the forge, by the way that they have to go for it.
import { handleComment } from '#app/handle-comment.ts';
import type { ForgeLevel } from '#core/standing.ts';
import { type Name, REPO } from './story-deps.ts';
import { ACCOUNTS, type World } from './world.ts';

export const codeIn = (text: string): string => /gl-[0-9a-f]{20}/.exec(text)?.[0] ?? 'no code';

/** Linked, and the forge lets the account do this much there. */
export async function linked(world: World, name: Name, login: string, level: ForgeLevel): Promise<void> {
  const accountId = ACCOUNTS[login] ?? 0;
  world.forge.permissions.set(login, { level, accountId });
  const words = `link ${codeIn(await world.types(name, `link ${login}`))}`;
  await handleComment(world.deps, { repo: REPO, pullRequest: 1, by: login, accountId, words, key: login });
}
