// Why what somebody typed did nothing, and what can be typed instead: one cause and one next step, never silence.
import type { Misunderstood } from '../command.ts';
import type { TaskId } from '../ids.ts';
import type { RepositoryChoice } from '../repository-choice.ts';
import type { Forgotten } from '../retention.ts';
import { OPTIONS } from '../start-options.ts';
import { VERBS, type Verb } from '../verbs.ts';
import type { Line, Message } from './message.ts';
import { taskForgotten } from './retention-words.ts';
import { lines, list, oneLine } from './words.ts';

export function misunderstood(cause: Misunderstood): Message {
  switch (cause.cause) {
    case 'empty':
      return help(null);
    case 'unknown_option':
      return lines(
        [
          `There is no option “${oneLine(cause.option, 40)}=”.${cause.nearest ? ` Did you mean “${cause.nearest}=”?` : ''} Options are ${list(Object.keys(OPTIONS), 10)}.`,
        ],
        ['Nothing was started. To say it literally, put it in quotes or after --.'],
      );
    case 'bad_value':
      return badValue(cause);
    case 'repeated_option':
      return lines([`“${cause.option}=” is there twice, and only one can hold.`], ['Nothing was started.']);
    case 'nothing_to_do':
      return lines(
        ['There are options, but nothing to do.'],
        ['Say what should be done, for example ', { code: `/agent ${cause.example}` }, '.'],
      );
    case 'which_task':
      return lines(
        [`Which task should “${cause.verb}” be about?`],
        [
          'Add its id, for example ',
          { code: `/agent ${cause.verb} t-4f7k2mqx` },
          ', or type it in the task’s thread. ',
          { code: '/agent list' },
          ' shows the ids.',
        ],
      );
    case 'too_many_words':
      return lines(
        [`“${cause.verb}” takes nothing more, but there is “${oneLine(cause.word, 60)}”.`],
        [`To start a task whose text begins with “${cause.verb}”, put the text in quotes.`],
      );
    case 'bad_words':
      return lines(
        [
          cause.value === ''
            ? `“${cause.verb}” takes ${cause.wants}.`
            : `“${oneLine(cause.value, 60)}” does not fit “${cause.verb}”, which takes ${cause.wants}.`,
        ],
        [
          'Nothing was changed. To start a task whose text begins with ',
          `“${cause.verb}”, put the text in quotes.`,
        ],
      );
    case 'perhaps_a_verb':
      return lines(
        [`Did you mean “${cause.nearest}”?`],
        [`Nothing was started. To start a task called “${oneLine(cause.word, 60)}”, put it in quotes.`],
      );
  }
}

function badValue({ option, value, wants }: Extract<Misunderstood, { cause: 'bad_value' }>): Message {
  const shown = oneLine(value, 60);
  const next =
    option === 'list'
      ? 'To start a task whose text begins with “list”, put the text in quotes.'
      : 'Nothing was started.';
  return lines(
    [
      shown === ''
        ? `“${option}=” has no value: it takes ${wants}.`
        : `“${shown}” does not fit ${option}: it takes ${wants}.`,
    ],
    [next],
  );
}

export function repositoryNotChosen(choice: Extract<RepositoryChoice, { ok: false }>): Message {
  if (choice.because === 'unknown') {
    return lines(
      [
        `No repository “${oneLine(choice.asked, 100)}” is configured.${choice.nearest ? ` Did you mean “${choice.nearest}”?` : ''}`,
      ],
      ['Nothing was started. The operator adds repositories in greenlight.yml.'],
    );
  }
  if (choice.candidates.length === 0)
    return lines(['No repository is configured.'], ['The operator adds repositories in greenlight.yml.']);
  const which =
    choice.because === 'ambiguous'
      ? 'More than one repository fits:'
      : 'No repository is named; configured are';
  return lines(
    [`${which} ${list(choice.candidates, 8)}.`],
    ['Add ', { code: `repo=${choice.candidates[0] ?? ''}` }, ' or name it in the text. Nothing was started.'],
  );
}

export const unknownAgent = (name: string, known: readonly string[], nearest: string | null): Message =>
  lines(
    [`No agent “${oneLine(name, 60)}” is configured.${nearest ? ` Did you mean “${nearest}”?` : ''}`],
    [`Configured: ${list(known, 8)}. Nothing was started.`],
  );

export const noSuchTask = (prefix: string): Message =>
  lines(
    [`No task begins with “${oneLine(prefix, 20)}”.`],
    [{ code: '/agent list all' }, ' shows every one.'],
  );
export const noLongerKept = (id: TaskId, forgotten: Forgotten): Message =>
  lines(
    [taskForgotten(id, forgotten)],
    ['To go on with it, start another task with ', { code: '/agent …' }, '.'],
  );
export const ambiguousTask = (prefix: string, ids: readonly string[]): Message =>
  lines([`“${oneLine(prefix, 20)}” fits ${list(ids, 5)}.`], ['Type more of the id.']);
export const noTaskHere = (): Message =>
  lines(
    ['This thread belongs to no task.'],
    ['Add the id of the task, or start one with ', { code: '/agent …' }, '.'],
  );

export function help(topic: string | null): Message {
  const verb = topic !== null && Object.hasOwn(VERBS, topic) ? (topic as Verb) : null;
  if (verb !== null)
    return lines(
      [{ code: `/agent ${VERBS[verb].usage}` }, ` ${VERBS[verb].does}.`],
      ['For example: ', { code: `/agent ${VERBS[verb].example}` }],
    );
  const verbs = Object.values(VERBS).map(
    (entry): Line => [{ code: `/agent ${entry.usage}` }, ` ${entry.does}`],
  );
  const options = Object.entries(OPTIONS).map(
    ([name, option]): Line => [
      { code: `${name}=` },
      ` ${option.wants}, for example `,
      { code: option.example },
    ],
  );
  return lines(
    [
      { bold: 'Start a task' },
      ': say what should be done, for example ',
      { code: '/agent fix flaky tests in payments' },
    ],
    [{ bold: 'Options' }, ', anywhere in the text:'],
    ...options,
    [{ bold: 'Steer' }, ', here or as ', { code: '@greenlight …' }, ' in a task’s thread:'],
    ...verbs,
  );
}
