// What a stand-in workspace is made of: its options, its people, its channels.

/** Milliseconds since the epoch; the only clock the stand-in reads, except for signatures. */
export interface StandInClock {
  nowMs(): number;
  /** Sets it ahead; the page offers it where this is there. Throws for what it refuses. */
  travel?(byMs: number): void;
}

export interface StandInUser {
  readonly id: string;
  /** The handle, as in `@ana`. */
  readonly name: string;
  readonly realName: string;
  /** One line that says who this is in the playground. */
  readonly title?: string;
  readonly timeZone?: string;
  readonly email?: string;
  /** A guest of the workspace. */
  readonly isGuest?: boolean;
  /** A person of another organisation, seen through a shared channel. */
  readonly foreignTeamId?: string;
}

export interface StandInChannel {
  readonly id: string;
  readonly name: string;
  readonly topic?: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly isShared?: boolean;
  /** Whether the bot has been invited. */
  readonly hasBot: boolean;
}

export interface StandInCommand {
  readonly command: string;
  readonly description?: string;
  readonly usageHint?: string;
  readonly shouldEscape?: boolean;
}

export interface StandInShortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callbackId: string;
}

/** What the page and the deliveries take from the app's manifest. */
export interface StandInManifest {
  readonly appName: string;
  readonly botName: string;
  readonly commands: readonly StandInCommand[];
  readonly shortcuts: readonly StandInShortcut[];
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly hasHomeTab: boolean;
}

export interface StandInLink {
  readonly label: string;
  readonly url: string;
}

/** Something to try, offered by the page: what to type behind the command, and what is to be seen then. */
export interface Suggestion {
  readonly text: string;
  readonly note: string;
}

/** `slack` enforces the published tiers, `off` none; an object changes single methods (calls a minute). */
export type RateLimitOption = 'slack' | 'off' | { readonly perMinute: Readonly<Record<string, number>> };

export interface SlackStandInOptions {
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0 (a free one) unless told otherwise. */
  readonly port?: number;
  readonly signingSecret: string;
  readonly botToken: string;
  /** Needed for Socket Mode only. */
  readonly appToken?: string;
  /** HTTP mode: where signed requests go. It can also be set later, see `setEventsUrl`. */
  readonly eventsUrl?: string;
  readonly clock?: StandInClock;
  /** How long a bot may take to acknowledge; Slack gives 3,000. */
  readonly ackTimeoutMs?: number;
  readonly users?: readonly StandInUser[];
  readonly channels?: readonly StandInChannel[];
  /** Members by user group id, for `usergroups.users.list`. */
  readonly userGroups?: Readonly<Record<string, readonly string[]>>;
  readonly manifest?: StandInManifest;
  readonly rateLimits?: RateLimitOption;
  /** A line above the page's channel, for instance how attempts are run. */
  readonly banner?: string;
  /** Links in the page's sidebar. */
  readonly links?: readonly StandInLink[];
  readonly suggestions?: readonly Suggestion[];
}

export const PLAYGROUND_USERS: readonly StandInUser[] = [
  {
    id: 'U0ANA00001',
    name: 'ana',
    realName: 'Ana Duarte',
    title: 'asks for the work',
    timeZone: 'Europe/Lisbon',
    email: 'ana@example.com',
  },
  {
    id: 'U0BEN00002',
    name: 'ben',
    realName: 'Ben Okafor',
    title: 'approves it',
    timeZone: 'Europe/London',
    email: 'ben@example.com',
  },
  {
    id: 'U0OLU00003',
    name: 'olu',
    realName: 'Olu Adeyemi',
    title: 'is on call',
    timeZone: 'Africa/Lagos',
    email: 'olu@example.com',
  },
  {
    id: 'U0GIA00004',
    name: 'gia',
    realName: 'Gia Marchetti',
    title: 'is a guest',
    timeZone: 'Europe/Rome',
    email: 'gia@example.org',
    isGuest: true,
  },
];

export const PLAYGROUND_CHANNELS: readonly StandInChannel[] = [
  { id: 'C0PAYMENTS', name: 'payments', topic: 'The payments service and its CI', hasBot: true },
  { id: 'C0GENERAL1', name: 'general', topic: 'Everyone is here; the bot is not', hasBot: false },
];

export const DEFAULT_MANIFEST: StandInManifest = {
  appName: 'Greenlight',
  botName: 'greenlight',
  commands: [
    {
      command: '/agent',
      description: 'Start or steer a coding-agent task',
      usageHint: 'fix <what> in <repo> | status [id] | retry <id> | abort <id> | help',
      shouldEscape: true,
    },
  ],
  shortcuts: [],
  scopes: ['app_mentions:read', 'chat:write', 'commands', 'im:history', 'users:read'],
  events: ['app_home_opened', 'app_mention', 'message.im'],
  hasHomeTab: true,
};
