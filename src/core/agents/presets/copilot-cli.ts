// GitHub Copilot CLI with a model of one's own: no sign-in, and nothing asked of GitHub.
import type { Preset } from '../preset.ts';

export const copilotCliPreset: Preset = {
  name: 'copilot-cli',
  title: 'GitHub Copilot CLI',
  packages: ['@github/copilot@1.0.102'],
  api: 'openai',
  model: 'gpt-5',
  stream: 'copilot',
  // The prompt is an argument: a program's arguments hold 128 KiB at most, and prompts are far below that.
  script:
    'exec copilot -p "$(cat "$GREENLIGHT_PROMPT_FILE")" --output-format json --allow-all-tools --no-color --no-ask-user ${GREENLIGHT_SESSION:+--resume="$GREENLIGHT_SESSION"} "$@"',
  env: {
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_BASE_URL: '{gateway}/v1',
    COPILOT_PROVIDER_TYPE: 'openai',
    COPILOT_PROVIDER_API_KEY: '{token}',
    COPILOT_MODEL: '{model}',
    COPILOT_AUTO_UPDATE: 'false',
  },
  files: {},
  sessions: '.copilot/session-state',
};
