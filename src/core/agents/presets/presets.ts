// The agents that are known by name. A new one is one file here, its stream, and a run of it in the tests.
import type { Preset } from '../preset.ts';
import { claudeCodePreset } from './claude-code.ts';
import { codexPreset } from './codex.ts';
import { copilotCliPreset } from './copilot-cli.ts';
import { aiderPreset, cursorAgentPreset, openHandsPreset } from './documented.ts';
import { geminiCliPreset } from './gemini-cli.ts';
import { opencodePreset } from './opencode.ts';

export const PRESETS: readonly Preset[] = [
  claudeCodePreset,
  codexPreset,
  geminiCliPreset,
  opencodePreset,
  copilotCliPreset,
  openHandsPreset,
  aiderPreset,
  cursorAgentPreset,
];
