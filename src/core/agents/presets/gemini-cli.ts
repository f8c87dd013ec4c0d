// Gemini CLI. With the gateway's address alone it picks a way to sign in that it then refuses: its settings name one.
import type { Preset } from '../preset.ts';

const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
};

export const geminiCliPreset: Preset = {
  name: 'gemini-cli',
  title: 'Gemini CLI',
  packages: ['@google/gemini-cli@0.61.0'],
  api: 'gemini',
  model: 'gemini-2.5-pro',
  stream: 'gemini',
  // It writes to its settings file.
  script:
    'mkdir -p ~/.gemini && cp "$GREENLIGHT_INPUT_DIR/gemini.json" ~/.gemini/settings.json && chmod u+w ~/.gemini/settings.json && exec gemini -o stream-json --yolo --skip-trust ${GREENLIGHT_SESSION:+--resume "$GREENLIGHT_SESSION"} "$@" -p "" < "$GREENLIGHT_PROMPT_FILE"',
  env: { GEMINI_API_KEY: '{token}', GOOGLE_GEMINI_BASE_URL: '{gateway}', GEMINI_MODEL: '{model}' },
  files: { 'gemini.json': JSON.stringify(SETTINGS) },
  sessions: '.gemini/tmp',
};
