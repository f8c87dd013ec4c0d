// Takes from a Slack app manifest what the stand-in needs.
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_MANIFEST, type StandInManifest } from './options.ts';

const schema = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean().optional() }).optional(),
    bot_user: z.object({ display_name: z.string() }),
    slash_commands: z
      .array(
        z.object({
          command: z.string(),
          description: z.string().optional(),
          usage_hint: z.string().optional(),
          should_escape: z.boolean().optional(),
        }),
      )
      .default([]),
    shortcuts: z
      .array(z.object({ name: z.string(), type: z.enum(['global', 'message']), callback_id: z.string() }))
      .default([]),
  }),
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()).default([]) }),
  }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional(),
  }),
});

/**
 * `manifest` is YAML or JSON text, or what was parsed from it. `optionalScopes` says which of the optional scopes
 * the workspace's admin granted: all of them unless told otherwise. Throws a ZodError that names every field it misses.
 */
export function readManifest(manifest: unknown, optionalScopes?: readonly string[]): StandInManifest {
  const parsed = schema.parse(typeof manifest === 'string' ? parse(manifest) : manifest);
  const { display_information, features, oauth_config, settings } = parsed;
  return {
    appName: display_information.name,
    botName: features.bot_user.display_name,
    commands: features.slash_commands.map((command) => ({
      command: command.command,
      shouldEscape: command.should_escape ?? false,
      ...(command.description ? { description: command.description } : {}),
      ...(command.usage_hint ? { usageHint: command.usage_hint } : {}),
    })),
    shortcuts: features.shortcuts.map(({ name, type, callback_id }) => ({
      name,
      type,
      callbackId: callback_id,
    })),
    scopes: [
      ...oauth_config.scopes.bot,
      ...oauth_config.scopes.bot_optional.filter((scope) => optionalScopes?.includes(scope) ?? true),
    ],
    events: settings.event_subscriptions?.bot_events ?? DEFAULT_MANIFEST.events,
    hasHomeTab: features.app_home?.home_tab_enabled ?? false,
  };
}
