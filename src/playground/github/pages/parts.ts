// Small pieces that several pages share.
import type { Actor, CheckStatus, Conclusion, Pull } from '../model.ts';
import { type Html, html } from './html.ts';

const signs: Readonly<Record<string, string>> = {
  success: '✓',
  failure: '✕',
  timed_out: '✕',
  startup_failure: '!',
  cancelled: '⊘',
  skipped: '–',
  neutral: '■',
};

const words: Readonly<Record<string, string>> = {
  success: 'Successful',
  failure: 'Failing',
  timed_out: 'Timed out',
  startup_failure: 'Workflow file is not valid',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  queued: 'Queued',
  in_progress: 'In progress',
};

export interface Outcome {
  readonly status: CheckStatus;
  readonly conclusion: Conclusion | null;
}

const nameOf = ({ status, conclusion }: Outcome): string => conclusion ?? status;

export const outcomeWord = (outcome: Outcome): string => words[nameOf(outcome)] ?? nameOf(outcome);

export function dot(outcome: Outcome): Html {
  const name = nameOf(outcome);
  return html`<span class="dot ${name}" title="${outcomeWord(outcome)}" aria-label="${outcomeWord(outcome)}">${signs[name] ?? ''}</span>`;
}

export type PullState = 'draft' | 'open' | 'merged' | 'closed';

export function pullState(pull: Pull): PullState {
  if (pull.mergedAtMs !== null) return 'merged';
  if (pull.state === 'closed') return 'closed';
  return pull.draft ? 'draft' : 'open';
}

export function stateBadge(pull: Pull): Html {
  const state = pullState(pull);
  const labels = { draft: 'Draft', open: 'Open', merged: 'Merged', closed: 'Closed' };
  return html`<span class="badge ${state}" data-state="${state}">${labels[state]}</span>`;
}

export function avatar(actor: Pick<Actor, 'login'>): Html {
  const hue = [...actor.login].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 360;
  return html`<span class="avatar" aria-hidden="true" style="background:hsl(${hue} 45% 45%)">${actor.login.slice(0, 1)}</span>`;
}

export function duration(startMs: number | null, endMs: number): string {
  if (startMs === null) return '';
  const seconds = Math.max(0, Math.round((endMs - startMs) / 1000));
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
}

export function ago(ms: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - ms) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} seconds ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}
