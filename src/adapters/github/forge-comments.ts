// A comment on a pull request that is meant for Greenlight: it begins with the command's name. Pure.
import { z } from 'zod';
import type { ForgeComment } from '#core/forge-hint.ts';

const MAX_WORDS_CHARS = 4_500;
const COMMAND = /^\s*\/agent(?=\s|$)/;

const Comment = z.object({
  action: z.literal('created'),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }),
  issue: z.object({ number: z.int().positive(), pull_request: z.object({}).loose() }),
  comment: z.object({
    id: z.int(),
    body: z.string(),
    user: z.object({ login: z.string(), id: z.int(), type: z.string() }),
  }),
});

/** Undefined for every other event and comment; what bots write starts nothing. */
export function forgeComment(eventName: string, payload: unknown): ForgeComment | undefined {
  if (eventName !== COMMENT_EVENT) return undefined;
  const { repository, issue, comment } = Comment.safeParse(payload).data ?? {};
  if (repository === undefined || issue === undefined || comment === undefined) return undefined;
  const isMeant = comment.user.type !== 'Bot' && COMMAND.test(comment.body);
  if (!isMeant) return undefined;
  return {
    repo: { owner: repository.owner.login, name: repository.name },
    pullRequest: issue.number,
    by: comment.user.login.slice(0, 100),
    accountId: comment.user.id,
    words: comment.body.replace(COMMAND, '').trim().slice(0, MAX_WORDS_CHARS),
    key: String(comment.id),
  };
}

export const COMMENT_EVENT = 'issue_comment';
