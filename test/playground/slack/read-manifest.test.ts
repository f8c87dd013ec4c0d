// The stand-in workspace installs the app from the same manifest that a real one does.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readManifest } from '#playground/slack/read-manifest.ts';

const manifest = await readFile(new URL('../../../manifest.yml', import.meta.url), 'utf8');

test('the project’s own manifest is read as it stands', () => {
  const read = readManifest(manifest);
  expect(read).toMatchObject({ appName: 'Greenlight', botName: 'greenlight' });
  expect(read.commands).toMatchObject([
    { command: '/agent', shouldEscape: true, usageHint: expect.any(String) },
  ]);
  expect(read.events).toContain('app_mention');
  expect(read.scopes).toContain('chat:write');
});

test('optional scopes are granted, or only those that were chosen', () => {
  const text = [
    'display_information: { name: App }',
    'features: { bot_user: { display_name: app } }',
    'oauth_config: { scopes: { bot: [commands], bot_optional: [files:write, reactions:write] } }',
    'settings: {}',
  ].join('\n');
  expect(readManifest(text).scopes).toEqual(['commands', 'files:write', 'reactions:write']);
  expect(readManifest(text, ['files:write']).scopes).toEqual(['commands', 'files:write']);
});

test('every missing field is named at once', () => {
  expect(() => readManifest('display_information: {}')).toThrow(
    /"name"[\s\S]*"features"[\s\S]*"oauth_config"/,
  );
});
