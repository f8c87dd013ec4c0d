// Which account on the forge is whose: proved by a code that is given out in the chat and posted from that account. Kept as two records, one
// for each side; a link holds only where both agree, so that two writers at once leave one link or none, and never two people with one account.
import { createHash, randomBytes } from 'node:crypto';
import type { ForgeComment } from '#core/forge-hint.ts';
import type { Person } from '#core/people.ts';
import type { AnswerTo } from '#ports/chat.ts';
import type { Deps } from './deps.ts';

export type Link = { readonly login: string; readonly accountId: number; readonly atMs: number };

type Whose = Pick<Person, 'teamId' | 'userId'>;
type Needs = Pick<Deps, 'settings' | 'clock'>;
type Offer = {
  readonly person: Person;
  /** Nobody else's account may take it up: whoever reads the code on a pull request can do nothing with it. */
  readonly login: string;
  readonly untilMs: number;
  readonly respond: AnswerTo | null;
  /** The comment that took it up: the same comment, told of again, still does. */
  readonly takenBy?: string;
};

export const CODE_LIFE_MS = 10 * 60_000;
const CODE_BYTES = 10;

const personKey = ({ teamId, userId }: Whose): string => `link:person:${teamId}:${userId}`;
const accountKey = (accountId: number): string => `link:account:${accountId}`;
/** What is stored gives the code to nobody who reads it. */
const offerKey = (code: string): string => `link:code:${createHash('sha256').update(code).digest('hex')}`;

export async function linkOf({ settings }: Pick<Deps, 'settings'>, person: Whose): Promise<Link | undefined> {
  const link = await settings.get<Link>(personKey(person));
  const owner = link && (await settings.get<Person>(accountKey(link.accountId)));
  return owner && isSame(owner, person) ? link : undefined;
}

/** Whose this account is now. */
export async function ownerOf(
  { settings }: Pick<Deps, 'settings'>,
  accountId: number,
): Promise<Person | undefined> {
  const owner = await settings.get<Person>(accountKey(accountId));
  const link = owner && (await settings.get<Link>(personKey(owner)));
  return link?.accountId === accountId ? owner : undefined;
}

/** A code for this person and login alone. */
export async function offerLink(
  { settings, clock }: Needs,
  offer: Pick<Offer, 'person' | 'login' | 'respond'>,
): Promise<string> {
  const code = `gl-${randomBytes(CODE_BYTES).toString('hex')}`;
  const untilMs = clock.nowMs() + CODE_LIFE_MS;
  await settings.set(offerKey(code), { ...offer, untilMs }, { ttlMs: CODE_LIFE_MS });
  return code;
}

export type Taken =
  | { readonly ok: true; readonly person: Person; readonly respond: AnswerTo | null }
  | { readonly ok: false; readonly because: 'unknown_code' }
  | { readonly ok: false; readonly because: 'other_login'; readonly login: string }
  | { readonly ok: false; readonly because: 'account_taken'; readonly owner: Person };

/** May be called again for the same comment. `before` runs once it is sure that there will be a link. */
export async function takeCode(
  deps: Needs,
  code: string,
  comment: Pick<ForgeComment, 'by' | 'accountId' | 'key'>,
  before: (person: Person) => Promise<void>,
): Promise<Taken> {
  const { settings, clock } = deps;
  const offer = await settings.get<Offer>(offerKey(code));
  const leftMs = (offer?.untilMs ?? 0) - clock.nowMs();
  const isSpent = offer?.takenBy !== undefined && offer.takenBy !== comment.key;
  if (!offer || leftMs <= 0 || isSpent) return { ok: false, because: 'unknown_code' };
  const { person, login, respond } = offer;
  if (login.toLowerCase() !== comment.by.toLowerCase()) return { ok: false, because: 'other_login', login };
  const owner = await ownerOf(deps, comment.accountId);
  if (owner && !isSame(owner, person)) return { ok: false, because: 'account_taken', owner };
  if (!owner) await before(person);
  await settings.set(offerKey(code), { ...offer, takenBy: comment.key }, { ttlMs: leftMs });
  await keepLink(deps, person, { login: comment.by, accountId: comment.accountId, atMs: clock.nowMs() });
  return { ok: true, person, respond };
}

/** The account they had before is nobody's then. */
async function keepLink({ settings }: Needs, person: Person, link: Link): Promise<void> {
  const { teamId, userId, name } = person;
  const former = await settings.get<Link>(personKey(person));
  await settings.set(personKey(person), link);
  await settings.set(accountKey(link.accountId), { teamId, userId, name });
  if (former && former.accountId !== link.accountId) await settings.delete(accountKey(former.accountId));
}

export async function removeLink(
  { settings }: Pick<Deps, 'settings'>,
  person: Whose,
  { accountId }: Link,
): Promise<void> {
  await settings.delete(personKey(person));
  await settings.delete(accountKey(accountId));
}

const isSame = (one: Whose, other: Whose): boolean =>
  one.teamId === other.teamId && one.userId === other.userId;
