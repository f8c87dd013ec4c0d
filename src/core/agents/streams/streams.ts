// Which stream is read how. A new agent's stream is one file here and its recorded run.
import type { StreamReader } from '../event.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';

export const STREAMS = {
  'claude-code': claudeCode,
  codex,
  gemini,
  opencode,
  copilot,
  /** An agent that says nothing which could be read. */
  none: () => [],
} as const satisfies Record<string, StreamReader>;

export type StreamName = keyof typeof STREAMS;
