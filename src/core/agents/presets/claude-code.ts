// Claude Code. An attempt's caps are ours; its own --max-turns would only hide them.
import type { Preset } from '../preset.ts';

export const claudeCodePreset: Preset = {
  name: 'claude-code',
  title: 'Claude Code',
  packages: ['@anthropic-ai/claude-code@2.1.332'],
  api: 'anthropic',
  model: 'claude-sonnet-5',
  stream: 'claude-code',
  script:
    'exec claude -p --output-format stream-json --verbose --dangerously-skip-permissions --strict-mcp-config ${GREENLIGHT_SESSION:+--resume "$GREENLIGHT_SESSION"} "$@" < "$GREENLIGHT_PROMPT_FILE"',
  env: {
    ANTHROPIC_BASE_URL: '{gateway}',
    ANTHROPIC_API_KEY: '{token}',
    ANTHROPIC_MODEL: '{model}',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  },
  files: {},
  sessions: '.claude/projects',
};
