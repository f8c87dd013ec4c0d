// What Greenlight writes on the forge: nobody's words become markup, mentions or trailers there.
import { expect, it } from 'vitest';
import { commitMessage, mergeWords, proofComment, pullRequestWords } from '#core/messages/forge-words.ts';
import type { Attempt } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import { TASKS } from './tasks.ts';

const LINKS = { taskPage: 'https://greenlight.test/task' };
const queued = Object.values(TASKS)[0] as Task;
const attempt = TASKS.green?.attempts[0] as Attempt;
const askedBy = (name: string): Task => ({
  ...queued,
  request: { ...queued.request, requester: { ...queued.request.requester, name } },
});
const firstLine = (name: string) => pullRequestWords(askedBy(name), LINKS).body.split('\n')[0];

it.each([
  ['ana', 'ana asked'],
  ['Zoë O’Neil-Smith', 'Zoë O’Neil-Smith asked'],
  ['@acme/everyone', '`@acme/everyone` asked'],
  ['![x](https://evil.test/x.png)', '`![x](https://evil.test/x.png)` asked'],
  ['www.evil.test', '`www.evil.test` asked'],
  ['`@acme/everyone` ``', '``` `@acme/everyone` `` ``` asked'],
  ['eve\n\n# Approved', '`eve # Approved` asked'],
])('writes the requester %j without making it markup or a mention', (name, written) => {
  expect(firstLine(name)).toBe(`${written} Greenlight for this in Slack:`);
});

it('lets a request call nobody and close nothing from a title', () => {
  const task = { ...queued, request: { ...queued.request, text: '@acme/everyone fixes #12, GH-7 and a#3' } };
  const plain = '@ acme/everyone fixes # 12, GH- 7 and a# 3';
  expect(pullRequestWords(task, LINKS).title).toBe(plain);
  expect(mergeWords(task).title).toMatch(plain);
  expect(commitMessage(task, attempt)).toMatch(plain);
});

it.each([
  ['sealed', 'in a container of its own, fresh and without a network:'],
  ['some_network', 'fresh, which could reach what the operator allows and nothing else:'],
  ['open', "a plain process of the bot's machine with its network:"],
] as const)('says truly where the runs of a proof were made: %s', (room, words) => {
  const task = TASKS['green, with a proof'] as Task;
  expect(proofComment(task, task.attempts.at(-1) as Attempt, room)).toContain(words);
});

it('links a task’s page only where that is said', () => {
  expect(pullRequestWords(queued, LINKS).body).toContain(`[Task ${queued.id}](${LINKS.taskPage})`);
  expect(pullRequestWords(queued, { taskPage: null }).body).not.toContain('https://greenlight.test');
});
