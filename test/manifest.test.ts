// The Slack app manifest, in both variants. No package ships Slack's JSON schema of manifests, so two things stand in for
// it: Slack's own `Manifest` type (@slack/web-api), checked by tsc, knows every key, scope and event; and a schema of ours,
// written after the documentation for the part we use, knows lengths, patterns and what must not be missing.
// All variants also pass version 1.0.0 of github.com/slackapi/manifest-schema (July 2026), tried by hand. None of it replaces
// `apps.manifest.validate`, which only Slack can answer.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseCommand } from '#core/command.ts';
import { VERBS } from '#core/verbs.ts';

const run = promisify(execFile);
const PROJECT = new URL('..', import.meta.url).pathname;
const text = readFileSync(join(PROJECT, 'manifest.yml'), 'utf8');

/** The variant made by the very command that the manifest's first lines recommend. */
async function variantFor(what: 'http' | 'agent'): Promise<string> {
  const [, expression = ''] = new RegExp(`sed -E '(s/#${what} [^']+)' manifest\\.yml`).exec(text) ?? [];
  const { stdout } = await run('sed', ['-E', expression, join(PROJECT, 'manifest.yml')]);
  return stdout;
}

const httpsUrl = { type: 'string', pattern: '^https://', maxLength: 3000 };
const scopes = { type: 'array', items: { type: 'string', maxLength: 50 }, minItems: 1, uniqueItems: true };

/** An object that has these keys and no other; keys that end in "?" may be missing. */
function exactly(properties: Record<string, unknown>): object {
  const entries = Object.entries(properties).map(([key, value]) => [key.replace('?', ''), value] as const);
  const required = Object.keys(properties).filter((key) => !key.endsWith('?'));
  return { type: 'object', additionalProperties: false, required, properties: Object.fromEntries(entries) };
}

// Source: https://docs.slack.dev/reference/app-manifest
const schema = exactly({
  _metadata: exactly({ major_version: { const: 1 } }),
  display_information: exactly({
    name: { type: 'string', minLength: 1, maxLength: 35 },
    description: { type: 'string', minLength: 1, maxLength: 140 },
    long_description: { type: 'string', minLength: 175, maxLength: 4000 },
    background_color: { type: 'string', pattern: '^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$' },
  }),
  features: exactly({
    app_home: exactly({
      home_tab_enabled: { type: 'boolean' },
      messages_tab_enabled: { type: 'boolean' },
      messages_tab_read_only_enabled: { type: 'boolean' },
    }),
    shortcuts: {
      type: 'array',
      minItems: 1,
      maxItems: 10,
      items: exactly({
        name: { type: 'string', minLength: 1, maxLength: 24 },
        type: { enum: ['global', 'message'] },
        callback_id: { type: 'string', minLength: 1, maxLength: 255 },
        description: { type: 'string', minLength: 1, maxLength: 150 },
      }),
    },
    'agent_view?': exactly({ agent_description: { type: 'string', minLength: 1, maxLength: 300 } }),
    bot_user: exactly({
      display_name: { type: 'string', pattern: '^[a-z0-9._-]{1,80}$' },
      always_online: { type: 'boolean' },
    }),
    slash_commands: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: exactly({
        command: { type: 'string', pattern: '^/[a-z0-9_-]+$', maxLength: 32 },
        description: { type: 'string', minLength: 1, maxLength: 2000 },
        usage_hint: { type: 'string', minLength: 1, maxLength: 1000 },
        should_escape: { type: 'boolean' },
        'url?': httpsUrl,
      }),
    },
  }),
  oauth_config: exactly({ scopes: exactly({ bot: scopes, bot_optional: scopes }) }),
  settings: exactly({
    event_subscriptions: exactly({ bot_events: scopes, 'request_url?': httpsUrl }),
    interactivity: exactly({
      is_enabled: { type: 'boolean' },
      'request_url?': httpsUrl,
      'message_menu_options_url?': httpsUrl,
    }),
    org_deploy_enabled: { type: 'boolean' },
    socket_mode_enabled: { type: 'boolean' },
    token_rotation_enabled: { type: 'boolean' },
  }),
});

const validate = new Ajv({ allErrors: true }).compile(schema);

function problemsOf(manifest: string): string[] {
  validate(parse(manifest));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** What tsc says of the manifest as a literal of Slack's type: '' when it is one. */
async function typeErrorsOf(manifest: string): Promise<string> {
  mkdirSync(join(PROJECT, '.cache'), { recursive: true }); // inside the project, so that the import of the type resolves
  const folder = mkdtempSync(join(PROJECT, '.cache/manifest-'));
  const literal = JSON.stringify(parse(manifest));
  const source = `import type { AppsManifestValidateArguments } from '@slack/web-api';\nexport const manifest: AppsManifestValidateArguments['manifest'] = ${literal};\n`;
  writeFileSync(join(folder, 'manifest.ts'), source);
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
  const command = ['node_modules/.bin/tsc', [...flags, join(folder, 'manifest.ts')]] as const;
  const result = await run(...command, { cwd: PROJECT }).catch((failure: { stdout: string }) => failure);
  rmSync(folder, { recursive: true });
  return result.stdout;
}

test('the manifest keeps to the documented shape and limits', () => {
  expect(problemsOf(text)).toEqual([]);
});

test('the manifest is of the type that Slack publishes, with scopes and events that exist', async () => {
  expect(await typeErrorsOf(text)).toBe('');
});

test('the type refuses a scope that does not exist and a key that Slack does not know', async () => {
  expect(await typeErrorsOf(text.replace('chat:write', 'chat:shout'))).toContain('chat:shout');
  expect(await typeErrorsOf(text.replace('usage_hint', 'usage_tip'))).toContain('usage_tip');
});

// Slack's published unions of scopes and events miss what is new here (@slack/web-api 8.2), so that the shape is all there is to check.
test('the variant for agents keeps to the documented shape, and hears the stop button', async () => {
  const variant = await variantFor('agent');
  expect(problemsOf(variant)).toEqual([]);
  const { features, settings } = parse(variant);
  expect(features.agent_view).toBeDefined();
  expect(settings.event_subscriptions.bot_events).toContain('agent_session_stopped');
  expect(parse(text).settings.event_subscriptions.bot_events).not.toContain('agent_session_stopped');
});

test('Socket Mode is the default and names no address', () => {
  const { settings } = parse(text);
  expect(settings.socket_mode_enabled).toBe(true);
  expect(JSON.stringify(parse(text))).not.toContain('https://');
});

describe('the hint beside /agent', () => {
  const [start = '', ...verbs] = parse(text).features.slash_commands[0].usage_hint.split(' | ') as string[];
  const filled = (usage: string) =>
    usage
      .replace('<task>', 't-4f7k2mqx')
      .replaceAll(/<(\w+)>/g, '$1')
      .replaceAll(/ \[\w+\]/g, '');

  test('names verbs of the grammar and no others, and the one that tells of the rest', () => {
    const named = verbs.map((usage) => usage.split(' ')[0]);
    expect(Object.keys(VERBS)).toEqual(expect.arrayContaining(named));
    expect(named.at(-1)).toBe('help');
  });

  test.each(verbs)('is understood as it stands, outside of threads: %s', (usage) => {
    expect(parseCommand(filled(usage), false)).toMatchObject({
      ok: true,
      command: { name: usage.split(' ')[0] },
    });
  });

  test('begins with a task to start', () => {
    expect(parseCommand(filled(start), false)).toMatchObject({
      ok: true,
      command: { name: 'start', text: 'fix what in repo' },
    });
  });
});

describe('the HTTP variant that the manifest describes', () => {
  test('is valid too', async () => {
    const variant = await variantFor('http');
    expect(problemsOf(variant)).toEqual([]);
    expect(await typeErrorsOf(variant)).toBe('');
  });

  test('turns Socket Mode off and sends commands, events and clicks to one address', async () => {
    const { features, settings } = parse(await variantFor('http'));
    const address = 'https://greenlight.example.com/slack/events';
    expect(settings.socket_mode_enabled).toBe(false);
    expect(features.slash_commands[0].url).toBe(address);
    expect(settings.event_subscriptions.request_url).toBe(address);
    expect(settings.interactivity.request_url).toBe(address);
    expect(settings.interactivity.message_menu_options_url).toBe(address);
  });
});

describe('least scopes', () => {
  test('the bot asks for exactly what this version uses', () => {
    expect(parse(text).oauth_config.scopes).toEqual({
      bot: ['app_mentions:read', 'chat:write', 'commands', 'im:history', 'users:read'],
      bot_optional: ['channels:history', 'groups:history'],
    });
  });

  test('the bot hears mentions and what is written to it alone, and nothing else', () => {
    expect(parse(text).settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'app_mention',
      'message.im',
    ]);
  });

  test('each scope has its reason beside it', () => {
    const { bot, bot_optional: optional } = parse(text).oauth_config.scopes;
    for (const scope of [...bot, ...optional]) {
      expect(text).toMatch(new RegExp(`^ +- ${scope} # .{20,}$`, 'm'));
    }
  });
});
