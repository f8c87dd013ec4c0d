// The buttons that play the human: a form is posted, something happens at "GitHub", the page comes back.
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../http/api-error.ts';
import { readBody } from '../http/body.ts';
import type { Pull, Repository } from '../model.ts';
import type { People } from '../people.ts';
import type { World } from '../world.ts';

/** Null when done, or GitHub's reason for refusing. */
export async function playHuman(
  world: World,
  people: People,
  on: { repository: Repository; pull: Pull; request: IncomingMessage },
): Promise<string | null> {
  const { repository, pull, request } = on;
  if (!isOwnPage(world, request)) return 'This form was sent from another site.';
  const form = new URLSearchParams((await readBody(request, 100_000)).toString('utf8'));
  const body = form.get('body') ?? '';
  const who = { repository: repository.fullName, number: pull.number, by: form.get('by') ?? '' };
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    push: () => pushNote(world, people, { ...who, branch: pull.headRef }),
    draft: () => people.convertToDraft(who),
    ready: () => people.markReady(who),
    approve: () => people.approve({ ...who, body }),
    changes: () => people.requestChanges({ ...who, body: body || 'Please have another look at this.' }),
    comment: () => people.comment({ ...who, body: body || 'Hello.' }),
    merge: () => people.mergePull(who),
    close: () => people.closePull(who),
    reopen: () => people.reopenPull(who),
  };
  const name = form.get('action') ?? '';
  if (!Object.hasOwn(actions, name)) return 'Unknown action.';
  try {
    await actions[name]?.();
    return null;
  } catch (error) {
    if (error instanceof ApiError || error instanceof Error) return error.message;
    throw error;
  }
}

async function pushNote(
  world: World,
  people: People,
  what: { repository: string; by: string; branch: string },
): Promise<void> {
  const at = new Date(world.nowMs()).toISOString();
  const files = { [`notes/${what.by}.md`]: `A note by ${what.by}, ${at}\n` };
  await people.push({ ...what, files, message: `Add a note by ${what.by}` });
}

function isOwnPage(world: World, request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined || origin === world.origin || origin === `http://${host}`;
}
