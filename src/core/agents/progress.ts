// What an agent has done so far by its own account, in a few facts: for the card, the page, and the caps that hold it.
import type { AgentEvent } from './event.ts';

export type Progress = {
  readonly turns: number;
  readonly toolCalls: number;
  /** The newest thing that it said it does. */
  readonly doing: string;
  readonly sessionId?: string;
  /** Its last words: a claim. */
  readonly lastMessage?: string;
  readonly retrying?: string;
  readonly claimed?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costUsd?: number;
  };
  readonly ended?: { readonly isOk: boolean; readonly why: string };
};

export const NO_PROGRESS: Progress = { turns: 0, toolCalls: 0, doing: '' };

const DOING: Readonly<Record<string, string>> = {
  read: 'reads',
  edit: 'edits',
  execute: 'runs',
  search: 'searches',
  fetch: 'fetches',
  other: 'uses',
};

export function progressed(before: Progress, event: AgentEvent): Progress {
  switch (event.type) {
    case 'session':
      return { ...before, sessionId: event.id };
    case 'message':
      return { ...calm(before), lastMessage: event.text };
    case 'tool_call':
      return {
        ...calm(before),
        toolCalls: before.toolCalls + 1,
        doing: `${DOING[event.kind] ?? 'uses'} ${event.title}`,
      };
    case 'tool_failed':
      return before;
    case 'turn':
      return { ...calm(before), turns: before.turns + 1 };
    case 'usage': {
      const { type: _, ...claimed } = event;
      return { ...before, claimed };
    }
    case 'retrying':
      return { ...before, retrying: event.why };
    case 'ended':
      return { ...before, ended: { isOk: event.isOk, why: event.why } };
  }
}

/** It goes on: whatever it waited for has come. */
function calm(progress: Progress): Progress {
  const { retrying: _, ...rest } = progress;
  return rest;
}
