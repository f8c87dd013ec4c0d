// opencode. The prompt goes in by stdin: as an argument it reaches the model quoted and escaped.
import type { Preset } from '../preset.ts';

const CONFIG = {
  autoupdate: false,
  share: 'disabled',
  model: 'greenlight/{model}',
  small_model: 'greenlight/{model}',
  permission: 'allow',
  provider: {
    greenlight: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Greenlight',
      options: { baseURL: '{gateway}/v1', apiKey: '{token}' },
      models: { '{model}': { name: '{model}', limit: { context: 200_000, output: 16_000 } } },
    },
  },
};

export const opencodePreset: Preset = {
  name: 'opencode',
  title: 'opencode',
  packages: ['opencode-ai@1.18.33'],
  api: 'openai',
  model: 'gpt-5',
  stream: 'opencode',
  script:
    'exec opencode run --format json --auto ${GREENLIGHT_SESSION:+-s "$GREENLIGHT_SESSION"} "$@" < "$GREENLIGHT_PROMPT_FILE"',
  env: {
    OPENCODE_CONFIG_CONTENT: JSON.stringify(CONFIG),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  },
  files: {},
  sessions: '.local/share/opencode',
};
