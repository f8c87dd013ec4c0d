// Linking a person of the chat to their account on the forge: asked for in the chat, proved by a comment from the account.
import type { ForgeComment } from '#core/forge-hint.ts';
import { type LinkCommand, type LinkComment, personNamed } from '#core/link-words.ts';
import * as words from '#core/messages/link-words.ts';
import type { Message } from '#core/messages/message.ts';
import type { Person } from '#core/people.ts';
import { mayAdminister } from '#core/permissions.ts';
import type { Deps } from '../deps.ts';
import { CODE_LIFE_MS, linkOf, offerLink, ownerOf, removeLink, takeCode } from '../links.ts';
import type { Context } from './context.ts';

type Needs = Pick<Deps, 'settings' | 'clock' | 'audit' | 'chat' | 'log'>;

export async function link(
  deps: Needs,
  { actor, respond }: Context,
  { login }: Extract<LinkCommand, { name: 'link' }>,
): Promise<Message> {
  if (login === null) return words.linkState((await linkOf(deps, actor))?.login ?? null);
  const { teamId, userId, name } = actor;
  const code = await offerLink(deps, { person: { teamId, userId, name }, login, respond });
  const atMs = deps.clock.nowMs();
  return words.linkOffered({ login, code, untilMs: atMs + CODE_LIFE_MS, atMs });
}

export async function unlink(
  deps: Needs,
  { actor, named = {} }: Context,
  { whom }: Extract<LinkCommand, { name: 'unlink' }>,
): Promise<Message> {
  const userId = whom === null ? actor.userId : personNamed(whom, named);
  if (userId === null) return words.nobodyNamed(whom ?? '');
  const isOwn = userId === actor.userId;
  if (!isOwn && !mayAdminister(actor)) return words.mayNotUnlink();
  const person = { teamId: actor.teamId, userId };
  const found = await linkOf(deps, person);
  if (found === undefined) return words.notLinked(isOwn ? null : whom);
  const { teamId, name, via } = actor;
  await deps.audit.record({
    atMs: deps.clock.nowMs(),
    action: 'unlink',
    who: { kind: 'chat', teamId, userId: actor.userId, name },
    from: via ?? 'unknown',
    about: `${userId} = ${found.login}`,
    result: 'unlinked',
  });
  await removeLink(deps, person, found);
  return isOwn ? words.unlinkedHere(found.login) : words.unlinkedOther(found.login, whom ?? '');
}

/** The signed webhook says whose comment it is: that proves the account. The answer is for the pull request. */
export async function linkByComment(deps: Needs, comment: ForgeComment, said: LinkComment): Promise<Message> {
  if (said.name === 'unlink') return await unlinkByComment(deps, comment);
  const taken = await takeCode(deps, said.code, comment, (person) => audited(deps, comment, 'link', person));
  if (taken.ok) {
    if (taken.respond !== null) await told(deps, comment.by, taken.respond);
    return words.linkedThere(comment.by, taken.person.name);
  }
  switch (taken.because) {
    case 'unknown_code':
      return words.codeUnknown();
    case 'other_login':
      return words.codeOfOther(taken.login);
    case 'account_taken':
      return words.accountTaken(comment.by, taken.owner.name);
  }
}

async function unlinkByComment(deps: Needs, comment: ForgeComment): Promise<Message> {
  const owner = await ownerOf(deps, comment.accountId);
  const found = owner && (await linkOf(deps, owner));
  if (owner === undefined || found === undefined) return words.notLinkedThere(comment.by);
  await audited(deps, comment, 'unlink', owner);
  await removeLink(deps, owner, found);
  return words.unlinkedThere(comment.by);
}

const audited = (
  { audit, clock }: Needs,
  { by }: ForgeComment,
  action: 'link' | 'unlink',
  { userId }: Person,
): Promise<void> =>
  audit.record({
    atMs: clock.nowMs(),
    action,
    who: { kind: 'forge', login: by },
    from: 'comment',
    about: `${userId} = ${by}`,
    result: `${action}ed`,
  });

/** The comment has its own answer; that this one got lost changes nothing. */
async function told({ chat, log }: Needs, login: string, to: NonNullable<Context['respond']>): Promise<void> {
  await chat.answer(to, words.linkedHere(login)).catch((error: unknown) => {
    log.warn({ err: error, userId: to.userId }, 'a person could not be told that they are linked');
  });
}
