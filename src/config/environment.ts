// The environment: secrets and places. Every variable says what it is for and how to get a value; no secret has a default.

export type Variable = {
  readonly name: string;
  readonly secret: boolean;
  readonly required: 'always' | 'sometimes' | 'never';
  readonly what: string;
  readonly how: string;
  readonly default?: string;
};

/** The README's table is written from this. */
export const VARIABLES = {
  SLACK_BOT_TOKEN: {
    secret: true,
    required: 'always',
    what: 'acts as the bot in Slack',
    how: 'api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)',
  },
  SLACK_APP_TOKEN: {
    secret: true,
    required: 'sometimes',
    what: 'Socket Mode: no public address needed',
    how: 'your app → Basic Information → App-Level Tokens, scope connections:write (xapp-…)',
  },
  SLACK_SIGNING_SECRET: {
    secret: true,
    required: 'sometimes',
    what: 'HTTP mode: proves that a request is Slack’s; needed unless SLACK_APP_TOKEN is set',
    how: 'your app → Basic Information → Signing Secret',
  },
  GITHUB_APP_ID: {
    secret: false,
    required: 'always',
    what: 'the GitHub App that Greenlight acts as',
    how: 'GitHub → Settings → Developer settings → GitHub Apps → your app → App ID',
  },
  GITHUB_PRIVATE_KEY: {
    secret: true,
    required: 'sometimes',
    what: 'the App’s key, as PEM; or name a file with GITHUB_PRIVATE_KEY_FILE',
    how: 'your GitHub App → Private keys → Generate a private key',
  },
  GITHUB_PRIVATE_KEY_FILE: {
    secret: false,
    required: 'sometimes',
    what: 'path of the App’s key',
    how: 'save the generated .pem where only Greenlight can read it',
  },
  GITHUB_WEBHOOK_SECRET: {
    secret: true,
    required: 'always',
    what: 'proves that a webhook is GitHub’s',
    how: 'make one (openssl rand -hex 32) and enter the same in your GitHub App → Webhook secret',
  },
  PUBLIC_URL: {
    secret: false,
    required: 'always',
    what: 'where people and GitHub reach Greenlight: links and webhooks',
    how: 'the https address in front of it, such as https://greenlight.example.com',
  },
  PORT: { secret: false, required: 'never', what: 'port to listen on', how: 'any free one', default: '3000' },
  HOST: {
    secret: false,
    required: 'never',
    what: 'address to listen on',
    how: '0.0.0.0 to be reachable from other machines',
    default: '127.0.0.1',
  },
  GREENLIGHT_CONFIG: {
    secret: false,
    required: 'never',
    what: 'path of greenlight.yml',
    how: 'a file like the README’s example',
    default: 'greenlight.yml',
  },
  GREENLIGHT_DATA_DIR: {
    secret: false,
    required: 'never',
    what: 'where tasks, mirrors and artifacts are kept; a local disk',
    how: 'a directory of its own',
    default: '.greenlight',
  },
  COMMIT_SIGNING_KEY_FILE: {
    secret: false,
    required: 'never',
    what: 'path of an SSH key (Ed25519 or RSA, no passphrase) that signs Greenlight’s commits',
    how: 'ssh-keygen -t ed25519 -N "" -f greenlight-signing; add the .pub on GitHub as a signing key of the account whose e-mail commit_author has',
  },
  REDIS_URL: {
    secret: true,
    required: 'never',
    what: 'shared small settings in Redis instead of the embedded store',
    how: 'redis://host:6379',
  },
  DOCKER_HOST: {
    secret: false,
    required: 'never',
    what: 'the container engine',
    how: 'unix:///var/run/docker.sock or tcp://host:2376',
    default: 'unix:///var/run/docker.sock',
  },
  GREENLIGHT_RUNNER_LISTEN: {
    secret: false,
    required: 'never',
    what: 'where greenlight runner listens; runner.sock in its data directory unless told',
    how: 'unix:///run/greenlight/runner.sock, or tcp://127.0.0.1:7411 with a token',
  },
  GREENLIGHT_RUNNER_TOKEN: {
    secret: true,
    required: 'sometimes',
    what: 'what greenlight runner wants of every request; needed where it listens on a port',
    how: 'make one (openssl rand -hex 32), and give the bot the same in the variable that token_env names',
  },
  LOG_LEVEL: {
    secret: false,
    required: 'never',
    what: 'debug, info, warn or error',
    how: 'debug to see why nothing happens',
    default: 'info',
  },
  SLACK_API_URL: {
    secret: false,
    required: 'never',
    what: 'another Slack, such as the playground’s',
    how: 'leave it alone',
    default: 'https://slack.com/api/',
  },
  GITHUB_API_URL: {
    secret: false,
    required: 'never',
    what: 'a GitHub Enterprise Server',
    how: 'https://<host>/api/v3',
    default: 'https://api.github.com',
  },
} as const satisfies Record<string, Omit<Variable, 'name'>>;

export type VariableName = keyof typeof VARIABLES;
export type Environment = Readonly<Record<string, string | undefined>>;

const MAX_SHOWN_CHARS = 60;
/** Longer than any word of an address or a number: it may be a secret that was put into the wrong place. */
const LIKE_A_SECRET = /[\w+/=-]{20}/;

/** Reads variables and gathers everything wrong with them; nothing here ever prints a value of a secret. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  optional(name: VariableName): string | undefined {
    const value = this.#env[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  withDefault(name: VariableName): string {
    const variable: Omit<Variable, 'name'> = VARIABLES[name];
    return this.optional(name) ?? variable.default ?? '';
  }

  required(name: VariableName): string {
    const value = this.optional(name);
    if (value === undefined)
      this.problems.push(`${name} is not set: ${VARIABLES[name].what}. Get it: ${VARIABLES[name].how}.`);
    return value ?? '';
  }

  matching(name: VariableName, value: string | undefined, pattern: RegExp, wants: string): void {
    if (value === undefined || value === '' || pattern.test(value)) return;
    this.#refuse(name, value, wants);
  }

  /** An address with one of these schemes, without slashes at its end. */
  url(name: VariableName, schemes: readonly string[]): string {
    const variable: Omit<Variable, 'name'> = VARIABLES[name];
    const value = variable.required === 'always' ? this.required(name) : this.withDefault(name);
    if (value === '') return '';
    const isUrl = URL.canParse(value) && schemes.includes(new URL(value).protocol) && /:\/\/[^/]/.test(value);
    if (!isUrl)
      this.#refuse(
        name,
        value,
        `an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
      );
    return value.replace(/\/+$/, '');
  }

  #refuse(name: VariableName, value: string, wants: string): void {
    const isShown = !VARIABLES[name].secret && value.length <= MAX_SHOWN_CHARS && !LIKE_A_SECRET.test(value);
    const shown = isShown ? ` (got "${value}")` : '';
    this.problems.push(`${name} is not ${wants}${shown}. Get it: ${VARIABLES[name].how}.`);
  }
}
