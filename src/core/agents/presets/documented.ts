// Agents whose command lines are known from their documentation and are not run by the tests: they come from elsewhere than npm.
import type { Preset } from '../preset.ts';

/** Python; `pip install openhands` in the image. */
export const openHandsPreset: Preset = {
  name: 'openhands',
  title: 'OpenHands',
  install: 'pip install openhands',
  packages: [],
  api: 'openai',
  model: 'gpt-5',
  stream: 'none',
  script: 'exec openhands --headless --json --file "$GREENLIGHT_PROMPT_FILE" "$@"',
  env: { LLM_BASE_URL: '{gateway}/v1', LLM_API_KEY: '{token}', LLM_MODEL: 'openai/{model}' },
  files: {},
};

/** Python; `pip install aider-chat` in the image. */
export const aiderPreset: Preset = {
  name: 'aider',
  title: 'aider',
  install: 'pip install aider-chat',
  packages: [],
  api: 'openai',
  model: 'gpt-5',
  stream: 'none',
  script:
    'exec aider --message-file "$GREENLIGHT_PROMPT_FILE" --yes-always --no-stream --no-check-update --analytics-disable --no-auto-commits --model "openai/$GREENLIGHT_MODEL" "$@"',
  env: { OPENAI_API_BASE: '{gateway}/v1', OPENAI_API_KEY: '{token}', GREENLIGHT_MODEL: '{model}' },
  files: {},
};

/** Its own installer only, and its own service: it needs a key of its own in `env` and its hosts in `sandbox.allow`. */
export const cursorAgentPreset: Preset = {
  name: 'cursor-agent',
  title: 'Cursor CLI',
  install: "Cursor's own installer",
  packages: [],
  api: 'openai',
  model: 'auto',
  stream: 'none',
  script: 'exec cursor-agent -p --force --output-format stream-json "$@" "$(cat "$GREENLIGHT_PROMPT_FILE")"',
  env: {},
  files: {},
};
