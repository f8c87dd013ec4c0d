// The roles of a person, from the operator's configuration, at the moment they act.
import type { Actor, Person, Role, Via } from '#core/people.ts';
import type { AppConfig } from './deps.ts';

export function actorOf(person: Person, people: AppConfig['people'], via: Via): Actor {
  const lists: readonly (readonly [Role, readonly string[]])[] = [
    ['approver', people.approvers],
    ['on_call', people.onCall],
    ['admin', people.admins],
  ];
  const roles = lists.filter(([, ids]) => ids.includes(person.userId)).map(([role]) => role);
  return { ...person, roles, via };
}
