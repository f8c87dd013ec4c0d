// Who is heard at all: members of this workspace, and whom the operator lets in besides. Everybody else is told why, whatever they tried.
import type { Message } from '#core/messages/message.ts';
import type { Log } from '#ports/log.ts';
import type { SlackIdentity } from '../identity.ts';
import type { People } from '../people.ts';
import { notAGuest, notAPerson, otherOrganisation, sharedChannel, unknownPerson } from '../sentences.ts';
import type { Incoming } from './incoming.ts';

export type Outsiders = {
  /** Of this workspace. */
  readonly guests: 'refused' | 'allowed';
  /** Other workspaces whose people are heard, by their ids. */
  readonly teams: readonly string[];
};

export const NO_OUTSIDERS: Outsiders = { guests: 'refused', teams: [] };

type Who = Pick<Incoming, 'userId' | 'teamIds'> & { readonly isSharedChannel?: boolean };

/** Null: heard. */
export type Admission = (who: Who) => Promise<Message | null>;

type Deps = {
  readonly identity: SlackIdentity;
  readonly outsiders: Outsiders;
  readonly people: Pick<People, 'kindOf'>;
  readonly log: Log;
};

export function admission({ identity, outsiders, people, log }: Deps): Admission {
  const heard = new Set([identity.teamId, ...outsiders.teams]);

  return async ({ userId, teamIds, isSharedChannel = false }) => {
    const isOurs = teamIds.length > 0 && teamIds.every((teamId) => heard.has(teamId));
    if (!isOurs) return refused(otherOrganisation(), 'other_workspace');
    // What is posted there is read by the others too.
    if (isSharedChannel && outsiders.teams.length === 0) return refused(sharedChannel(), 'shared_channel');
    const { kind, teamId } = await people.kindOf(userId);
    switch (kind) {
      case 'member':
        return null;
      case 'stranger':
        return teamId !== null && outsiders.teams.includes(teamId)
          ? null
          : refused(otherOrganisation(), kind);
      case 'guest':
        return outsiders.guests === 'allowed' ? null : refused(notAGuest(), kind);
      case 'bot':
      case 'removed':
        return refused(notAPerson(), kind);
      case 'unknown':
        return outsiders.guests === 'allowed' ? null : refused(unknownPerson(), kind);
    }

    function refused(message: Message, because: string): Message {
      log.warn({ userId, teamIds, because }, 'a slack request of an outsider was refused');
      return message;
    }
  };
}
