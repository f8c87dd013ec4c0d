// A task asked for by a form: opened by bare `/agent`, from anywhere, or from a message, which it keeps a link to.
import type { Form, Message } from '#core/messages/message.ts';
import { startForm } from '#core/messages/start-form.ts';
import { readStartForm } from '#core/start-form.ts';
import { repoName } from '#core/task/request.ts';
import { channelDefault } from './channel-default.ts';
import type { Context } from './commands/context.ts';
import { start } from './commands/start.ts';
import type { Deps } from './deps.ts';
import type { StandingNeeds } from './standing.ts';

/** As the app's manifest has them. */
const SHORTCUTS: ReadonlySet<string> = new Set(['task_new', 'task_from_message']);

type Needs = Pick<Deps, 'engine' | 'config' | 'chat' | 'audit' | 'taskPage' | 'starts'> & StandingNeeds;

export async function emptyForm(
  deps: Pick<Needs, 'settings' | 'config'>,
  channelId: string,
  text: string,
): Promise<Form> {
  return startForm({ text, repo: await channelDefault(deps, channelId) });
}

/** Nothing for a shortcut of another version. */
export async function byShortcut(
  deps: Pick<Needs, 'settings' | 'config'>,
  intent: {
    readonly callbackId: string;
    readonly channelId: string;
    readonly message: { readonly text: string } | null;
  },
): Promise<{ form?: Form }> {
  if (!SHORTCUTS.has(intent.callbackId)) return {};
  return { form: await emptyForm(deps, intent.channelId, intent.message?.text ?? '') };
}

/** Full names of what the operator lets Greenlight work in. */
export function repositoriesLike({ config }: Pick<Deps, 'config'>, typed: string): readonly string[] {
  const wanted = typed.trim().toLowerCase();
  return config.repositories
    .map(({ repo }) => repoName(repo))
    .filter((name) => name.toLowerCase().includes(wanted));
}

/** Errors stay on the form, by field. `messageTs`: the message it was opened on. */
export async function submitStart(
  deps: Needs,
  context: Context,
  form: { readonly fields: Readonly<Record<string, string>>; readonly messageTs: string | null },
): Promise<{ errors?: Record<string, string>; answer?: Message }> {
  const read = readStartForm(form.fields);
  if (!read.ok) return { errors: { ...read.errors } };
  const { messageTs } = form;
  const { channelId } = context;
  const link = messageTs === null ? null : await deps.chat.permalink({ channelId, ts: messageTs });
  const command = { name: 'start' as const, text: read.text, options: read.options };
  return { answer: await start(deps, context, command, link ?? undefined) };
}
