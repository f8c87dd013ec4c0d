// Who somebody is at the moment they act: their roles from the operator's configuration, and the account they linked.
import type { Actor, Person, Role, Via } from '#core/people.ts';
import type { Deps } from './deps.ts';
import { linkOf } from './links.ts';

export async function actorOf(
  deps: Pick<Deps, 'config' | 'settings'>,
  person: Person,
  via: Via,
): Promise<Actor> {
  const { people } = deps.config;
  const lists: readonly (readonly [Role, readonly string[]])[] = [
    ['approver', people.approvers],
    ['on_call', people.onCall],
    ['admin', people.admins],
  ];
  const roles = lists.filter(([, ids]) => ids.includes(person.userId)).map(([role]) => role);
  const link = await linkOf(deps, person);
  return { ...person, roles, via, ...(link === undefined ? {} : { login: link.login }) };
}
