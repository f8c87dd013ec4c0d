// What one person sees when they open the page, and which live events are theirs.
import type { StandInLink, Suggestion } from './options.ts';
import type { VisibleEvent } from './visible.ts';
import { openDirectMessage, type Workspace } from './workspace.ts';

/** What the page shows besides the workspace. */
export interface PageExtras {
  readonly banner: string;
  readonly links: readonly StandInLink[];
  readonly suggestions: readonly Suggestion[];
}

export function visibleTo(event: VisibleEvent, user: string): boolean {
  if ('message' in event) {
    const isDirect = event.message.channel.startsWith('D');
    const isMine = event.message.channel === `D${user.slice(1)}`;
    return (event.message.ephemeralTo ?? user) === user && (!isDirect || isMine);
  }
  return event.kind === 'time' || event.kind === 'session' || event.user === user;
}

export function snapshotFor(workspace: Workspace, user: string, extras: PageExtras) {
  const people = [...workspace.users.values()];
  const me = workspace.users.get(user) ?? people[0];
  const myId = me?.id ?? '';
  const direct = openDirectMessage(workspace, myId);
  const channels = [...workspace.channels.values()].filter(
    (channel) => !channel.dmWith || channel.dmWith === myId,
  );
  const stack = workspace.modalStacks.get(myId) ?? [];
  return {
    me: myId,
    people: people.map(({ id, name, realName, title, isGuest }) => ({ id, name, realName, title, isGuest })),
    bot: { ...workspace.bot, appName: workspace.manifest.appName },
    channels,
    directChannel: direct.id,
    messages: channels.flatMap((channel) =>
      (workspace.messages.get(channel.id) ?? []).filter(
        (message) => !message.isDeleted && (message.ephemeralTo ?? myId) === myId,
      ),
    ),
    modals: stack.flatMap((id) => workspace.views.get(id) ?? []),
    home: workspace.views.get(workspace.homes.get(myId) ?? '') ?? null,
    sessions: [...workspace.sessions.values()],
    commands: workspace.manifest.commands,
    shortcuts: workspace.manifest.shortcuts,
    hasHomeTab: workspace.manifest.hasHomeTab,
    ...extras,
    nowMs: workspace.clock.nowMs(),
    canTravel: workspace.clock.travel !== undefined,
  };
}
