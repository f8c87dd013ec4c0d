// Codex. Its own sandbox is off: inside a container without capabilities it fails, and the container is the sandbox.
import type { Preset } from '../preset.ts';

export const codexPreset: Preset = {
  name: 'codex',
  title: 'OpenAI Codex CLI',
  packages: ['@openai/codex@0.171.0'],
  api: 'openai',
  model: 'gpt-5-codex',
  stream: 'codex',
  // `resume` is a command of its own, with the same options behind it.
  script:
    'mkdir -p "$CODEX_HOME" && cp "$GREENLIGHT_INPUT_DIR/codex.toml" "$CODEX_HOME/config.toml" && exec codex exec ${GREENLIGHT_SESSION:+resume "$GREENLIGHT_SESSION"} --json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox "$@" - < "$GREENLIGHT_PROMPT_FILE"',
  env: { CODEX_HOME: '/home/agent/.codex', GREENLIGHT_MODEL_TOKEN: '{token}' },
  files: {
    'codex.toml': `model = "{model}"
model_provider = "greenlight"
check_for_update_on_startup = false

[model_providers.greenlight]
name = "Greenlight"
base_url = "{gateway}/v1"
env_key = "GREENLIGHT_MODEL_TOKEN"
wire_api = "responses"

[analytics]
enabled = false
`,
  },
  sessions: '.codex/sessions',
};
