// Who acts on a task: people of the chat workspace and the roles the operator gave them.
import type { Standing } from './standing.ts';

/** A person as the chat knows them. `name` is display text and untrusted; authority comes from `userId` within `teamId`. */
export type Person = { readonly teamId: string; readonly userId: string; readonly name: string };

/** What the operator's configuration says a person may be, beyond the requester of a task. */
export type Role = 'approver' | 'on_call' | 'admin';

/** What a person acted by. */
export type Via = 'slash' | 'mention' | 'button' | 'form' | 'comment';

/** A person with the roles that were resolved, at the edge, at the moment they acted. `via` is absent in records of before it was kept. */
export type Actor = Person & {
  readonly roles: readonly Role[];
  readonly via?: Via;
  /** Their account on the forge: the one they linked, or the one that wrote the comment. Absent where they linked none. */
  readonly login?: string;
  /** What the forge says of them in the repository at hand; absent where nobody asked. */
  readonly standing?: Standing;
};

export const samePerson = (a: Person, b: Person): boolean => a.teamId === b.teamId && a.userId === b.userId;

export const personOf = (actor: Actor): Person => ({
  teamId: actor.teamId,
  userId: actor.userId,
  name: actor.name,
});
