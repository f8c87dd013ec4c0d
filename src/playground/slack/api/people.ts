// auth.test, users.*, usergroups.users.list, reactions.add.
import { addReaction, findMessage } from '../messages.ts';
import type { StandInUser } from '../options.ts';
import type { Workspace } from '../workspace.ts';
import { type ApiCall, type ApiMethod, requiredArg, SlackApiError } from './call.ts';
import { channelArg } from './message-args.ts';

function offsetSeconds(workspace: Workspace, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    workspace.clock.nowMs(),
  );
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

export function userJson(workspace: Workspace, user: StandInUser): Record<string, unknown> {
  const timeZone = user.timeZone ?? 'Etc/UTC';
  const seesEmail = workspace.manifest.scopes.includes('users:read.email');
  return {
    id: user.id,
    team_id: user.foreignTeamId ?? workspace.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: timeZone,
    tz_offset: offsetSeconds(workspace, timeZone),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      title: user.title ?? '',
      ...(seesEmail && user.email ? { email: user.email } : {}),
    },
    is_bot: false,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: user.isGuest ?? false,
    is_ultra_restricted: false,
    ...(user.foreignTeamId ? { is_stranger: true } : {}),
  };
}

function botUserJson(workspace: Workspace): Record<string, unknown> {
  const { bot, teamId } = workspace;
  const profile = { real_name: workspace.manifest.appName, display_name: bot.name, bot_id: bot.botId };
  return {
    id: bot.userId,
    team_id: teamId,
    name: bot.name,
    real_name: bot.name,
    deleted: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile,
    is_bot: true,
  };
}

function authTest({ workspace }: ApiCall): Record<string, unknown> {
  return {
    url: `${workspace.origin}/`,
    team: 'Playground',
    user: workspace.bot.name,
    team_id: workspace.teamId,
    user_id: workspace.bot.userId,
    bot_id: workspace.bot.botId,
    is_enterprise_install: false,
  };
}

function usersInfo(call: ApiCall): Record<string, unknown> {
  const id = requiredArg(call, 'user');
  if (id === call.workspace.bot.userId) return { user: botUserJson(call.workspace) };
  const user = call.workspace.users.get(id);
  if (!user) throw new SlackApiError('user_not_found');
  return { user: userJson(call.workspace, user) };
}

function usersList({ workspace }: ApiCall): Record<string, unknown> {
  const people = [...workspace.users.values()].map((user) => userJson(workspace, user));
  return {
    members: [...people, botUserJson(workspace)],
    cache_ts: 0,
    response_metadata: { next_cursor: '' },
  };
}

function lookupByEmail(call: ApiCall): Record<string, unknown> {
  const email = requiredArg(call, 'email');
  const user = [...call.workspace.users.values()].find((entry) => entry.email === email);
  if (!user) throw new SlackApiError('users_not_found');
  return { user: userJson(call.workspace, user) };
}

function groupUsers(call: ApiCall): Record<string, unknown> {
  const users = call.workspace.userGroups[requiredArg(call, 'usergroup')];
  if (!users) throw new SlackApiError('no_such_subteam');
  return { users };
}

function react(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  const channel = channelArg(call);
  if (!channel.hasBot) throw new SlackApiError('not_in_channel');
  const message = findMessage(workspace, channel.id, requiredArg(call, 'timestamp'));
  if (!message || message.ephemeralTo) throw new SlackApiError('message_not_found');
  const name = requiredArg(call, 'name').replaceAll(':', '');
  if (message.reactions[name]?.includes(workspace.bot.userId)) throw new SlackApiError('already_reacted');
  addReaction(workspace, message, name, workspace.bot.userId);
  return {};
}

export const PEOPLE_METHODS: Readonly<Record<string, ApiMethod>> = {
  'auth.test': { token: 'bot', scopes: [], run: authTest },
  'users.info': { token: 'bot', scopes: ['users:read'], run: usersInfo },
  'users.list': { token: 'bot', scopes: ['users:read'], run: usersList },
  'users.lookupByEmail': { token: 'bot', scopes: ['users:read.email'], run: lookupByEmail },
  'usergroups.users.list': { token: 'bot', scopes: ['usergroups:read'], run: groupUsers },
  'reactions.add': { token: 'bot', scopes: ['reactions:write'], run: react },
};
