// Words on the pull request of a task: the same grammar as in its thread, from people who may push there, answered in a comment.
import { type Command, parseCommand, type TaskRef } from '#core/command.ts';
import type { ForgeComment } from '#core/forge-hint.ts';
import type { TaskId } from '#core/ids.ts';
import { linkComment } from '#core/link-words.ts';
import { asComment } from '#core/messages/as-comment.ts';
import { mayNotWriteHere, notFromHere } from '#core/messages/comment-words.ts';
import type { Message } from '#core/messages/message.ts';
import { isAtLeast, type Standing } from '#core/standing.ts';
import { repoName } from '#core/task/request.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Context } from './commands/context.ts';
import { linkByComment } from './commands/link.ts';
import type { Deps } from './deps.ts';
import { handleWords } from './handle-words.ts';
import { shownAddresses } from './shown-addresses.ts';

/** A pull request that is none of ours is nobody's business here, except that a person may show there who they are. */
export async function handleComment(deps: Deps, comment: ForgeComment): Promise<void> {
  const aboutLink = linkComment(comment.words);
  if (aboutLink !== undefined) {
    if (!isConfigured(deps, comment)) return;
    return await answer(deps, comment, await linkByComment(deps, comment, aboutLink), () => false);
  }
  const task = await taskOf(deps, comment);
  if (task === undefined) return;
  const message = await answerTo(deps, task, comment);
  if (message === null) return;
  await answer(deps, comment, message, await shownAddresses(deps, task));
}

async function answer(
  { forge, log }: Pick<Deps, 'forge' | 'log'>,
  { repo, pullRequest, key }: ForgeComment,
  message: Message,
  isShown: (url: string) => boolean,
): Promise<void> {
  try {
    await forge.comment(repo, pullRequest, `answer-${key}`, asComment(message, isShown));
  } catch (error) {
    // What was asked is done all the same; whoever asked sees it in the chat.
    if (!(error instanceof PortError) || error.retryable) throw error;
    log.warn(
      { err: error, pullRequest: `${repoName(repo)}#${pullRequest}` },
      'a comment on a pull request could not be answered',
    );
  }
}

/** Whoever installs the App somewhere else does not make people here answer there. */
const isConfigured = ({ config }: Pick<Deps, 'config'>, comment: ForgeComment): boolean =>
  config.repositories.some(
    ({ repo }) => repoName(repo).toLowerCase() === repoName(comment.repo).toLowerCase(),
  );

async function answerTo(deps: Deps, task: Task, comment: ForgeComment): Promise<Message | null> {
  const found = await deps.forge.permissionOf(task.repo, comment.by);
  const standing = { level: found?.level ?? 'none' };
  if (!isAtLeast(standing, 'write')) return mayNotWriteHere();
  const parsed = parseCommand(comment.words, true);
  if (parsed.ok && !isFromHere(parsed.command, task)) return notFromHere();
  return await handleWords(deps, contextOf(task, comment, standing), comment.words);
}

/** The thread stands for the task. Whoever may push may do what on-call may; an approval is a person's of the chat. */
const contextOf = ({ request, card }: Task, { by, key }: ForgeComment, standing: Standing): Context => ({
  requestKey: `comment:${key}`,
  actor: {
    teamId: request.teamId,
    userId: `github:${by}`,
    name: by,
    roles: ['on_call'],
    via: 'comment',
    login: by,
    standing,
  },
  channelId: card?.channelId ?? request.channelId,
  threadTs: request.threadTs ?? card?.ts ?? null,
  respond: null,
});

/** Other tasks, settings of people and channels, what agents print, and approvals stay in the chat. */
function isFromHere(command: Command, { id }: Task): boolean {
  switch (command.name) {
    case 'list':
    case 'config':
    case 'approve':
    case 'link':
    case 'unlink':
    case 'logs':
      return false;
    case 'start':
    case 'help':
      return true;
    case 'mute':
    case 'unmute':
      return command.whom !== 'me' && isMeant(command.whom, id);
    case 'status':
      return command.task === null || isMeant(command.task, id);
    default:
      return isMeant(command.task, id);
  }
}

const isMeant = (meant: TaskRef, id: TaskId): boolean => meant.by === 'thread' || id.startsWith(meant.prefix);

async function taskOf({ engine }: Pick<Deps, 'engine'>, comment: ForgeComment): Promise<Task | undefined> {
  const pullRequest = { repo: comment.repo, number: comment.pullRequest };
  for await (const task of engine.list({ pullRequest, limit: 1 })) return task;
  return undefined;
}
