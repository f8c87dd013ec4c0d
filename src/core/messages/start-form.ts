// The form for a new task, as bare `/agent` and the shortcuts open it.
import { MAX_APPROVERS, OPTIONS } from '../start-options.ts';
import { MAX_REQUEST_CHARS, type RepoRef, repoName } from '../task/request.ts';
import type { Field, Form } from './message.ts';
import { shorten } from './words.ts';

export const START_FORM = 'start';
/** What Slack lets a person write into one field. */
const MAX_TEXT_CHARS = Math.min(3_000, MAX_REQUEST_CHARS);
const MAX_OPTION_CHARS = 200;

export type StartFormInput = {
  /** What is filled in already: the message that the shortcut was used on. */
  readonly text: string;
  readonly repo: RepoRef | null;
};

export function startForm({ text, repo }: StartFormInput): Form {
  const option = (name: keyof typeof OPTIONS, label: string): Field => ({
    kind: 'text',
    name,
    label,
    placeholder: OPTIONS[name].wants,
    optional: true,
    maxChars: MAX_OPTION_CHARS,
  });
  return {
    title: 'New task',
    submit: 'Start',
    close: 'Cancel',
    intro: ['An agent works on it on a branch of its own, CI judges, and you are called back to decide.'],
    fields: [
      {
        kind: 'text',
        name: 'text',
        label: 'What should be done?',
        placeholder: 'Fix the flaky tests in payments',
        optional: false,
        maxChars: MAX_TEXT_CHARS,
        multiline: true,
        ...(text.trim() === '' ? {} : { initial: shorten(text.trim(), MAX_TEXT_CHARS) }),
      },
      {
        kind: 'looked_up',
        name: 'repo',
        label: 'Repository',
        placeholder: 'The one that the text names, or this channel’s',
        optional: true,
        ...(repo === null ? {} : { initial: repoName(repo) }),
      },
      option('base', 'Base branch'),
      option('agent', 'Agent'),
      option('attempts', 'Attempts'),
      option('runtime', 'Time'),
      option('cost', 'Cost in US dollars'),
      option('priority', 'Priority'),
      {
        kind: 'people',
        name: 'approvers',
        label: 'Who approves',
        placeholder: 'Whoever may',
        optional: true,
        maxPeople: MAX_APPROVERS,
      },
    ],
    value: START_FORM,
  };
}
