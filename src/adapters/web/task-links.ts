// Addresses of pages that need no log-in because nobody can guess them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isTaskId, type TaskId } from '#core/ids.ts';

export type TaskLinks = {
  taskUrl(id: string): string;
  /** The list of all tasks: for the operator. */
  listUrl(): string;
  /** The task that a path stands for, undefined where the path or its token is wrong. */
  taskOf(path: string): TaskId | undefined;
  isList(path: string): boolean;
};

/** `publicUrl` is where people reach the server. Another `secret` makes every old link void. */
export function taskLinks(options: { publicUrl: string; secret: string }): TaskLinks {
  const { secret } = options;
  if (secret === '') throw new Error('task links need a secret');
  const base = options.publicUrl.replace(/\/+$/, '');
  const tokenOf = (subject: string) =>
    createHmac('sha256', secret).update(`page\0${subject}`).digest('base64url').slice(0, 32);
  const isToken = (given: string, subject: string) => {
    const expected = Buffer.from(tokenOf(subject));
    const actual = Buffer.from(given);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  };
  return {
    taskUrl: (id) => `${base}/tasks/${id}/${tokenOf(id)}`,
    listUrl: () => `${base}/tasks/all/${tokenOf('all')}`,
    taskOf(path) {
      const [, root, id = '', token = '', ...more] = path.split('/');
      const isPage = root === 'tasks' && more.length === 0 && isTaskId(id);
      return isPage && isToken(token, id) ? id : undefined;
    },
    isList(path) {
      const [, root, name, token = '', ...more] = path.split('/');
      return root === 'tasks' && name === 'all' && more.length === 0 && isToken(token, 'all');
    },
  };
}
