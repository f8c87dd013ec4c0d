// Modals and home tabs in the workspace's memory: stacks, hashes, what was typed so far.
import { isRecord } from './blocks/rules.ts';
import { initialValues } from './form-values.ts';
import { nameBlocks } from './messages.ts';
import type { BlockData, StoredView } from './visible.ts';
import { newSecret, nextId, viewText, type Workspace } from './workspace.ts';

/** Modals one may stack on each other. */
export const MAX_MODALS = 3;

export function topModal(workspace: Workspace, user: string): StoredView | undefined {
  const id = workspace.modalStacks.get(user)?.at(-1);
  return id ? workspace.views.get(id) : undefined;
}

export function isOpen(workspace: Workspace, view: StoredView): boolean {
  return workspace.modalStacks.get(view.user)?.includes(view.id) ?? false;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

function optionalPart(name: 'title' | 'submit' | 'close', given: Readonly<Record<string, unknown>>) {
  return isRecord(given[name]) ? { [name]: given[name] as BlockData } : {};
}

function fieldsOf(given: Readonly<Record<string, unknown>>) {
  const { blocks = [] } = nameBlocks(given.blocks as BlockData[]);
  return {
    externalId: asText(given.external_id),
    callbackId: asText(given.callback_id),
    privateMetadata: asText(given.private_metadata),
    clearOnClose: given.clear_on_close === true,
    notifyOnClose: given.notify_on_close === true,
    blocks,
    ...optionalPart('title', given),
    ...optionalPart('submit', given),
    ...optionalPart('close', given),
  };
}

const newHash = (workspace: Workspace): string =>
  `${Math.floor(workspace.clock.nowMs() / 1000)}.${newSecret().slice(0, 8)}`;

/** `given` has passed `validateView`. Opens on top of what is there when `onTopOf` names it. */
export function openModal(
  workspace: Workspace,
  user: string,
  given: Readonly<Record<string, unknown>>,
  onTopOf?: StoredView,
): StoredView {
  const id = nextId(workspace, 'V');
  const fields = fieldsOf(given);
  const view: StoredView = {
    ...fields,
    id,
    type: 'modal',
    user,
    hash: newHash(workspace),
    rootId: onTopOf?.rootId ?? id,
    ...(onTopOf ? { previousId: onTopOf.id } : {}),
    values: initialValues(fields.blocks),
  };
  workspace.views.set(id, view);
  workspace.modalStacks.set(user, onTopOf ? [...(workspace.modalStacks.get(user) ?? []), id] : [id]);
  workspace.feed.show({ kind: 'modal_opened', user, view }, viewText(workspace, view));
  return view;
}

/** Values of blocks that kept their block_id and action_id survive, as in Slack. */
export function updateView(
  workspace: Workspace,
  old: StoredView,
  given: Readonly<Record<string, unknown>>,
): StoredView {
  const fields = fieldsOf(given);
  const fresh = initialValues(fields.blocks);
  const values = Object.fromEntries(
    Object.entries(fresh).map(([block, actions]) => [
      block,
      Object.fromEntries(
        Object.entries(actions).map(([action, value]) => [action, old.values[block]?.[action] ?? value]),
      ),
    ]),
  );
  const { title: _title, submit: _submit, close: _close, ...kept } = old;
  const view: StoredView = { ...kept, ...fields, hash: newHash(workspace), values };
  workspace.views.set(view.id, view);
  workspace.feed.show({ kind: 'modal_updated', user: view.user, view }, viewText(workspace, view));
  return view;
}

export function keepValues(workspace: Workspace, view: StoredView, values: StoredView['values']): StoredView {
  const kept = { ...view, values };
  workspace.views.set(view.id, kept);
  return kept;
}

/** Closes the view, and all above and below it when `all`. Returns those that were closed, topmost first. */
export function closeModals(workspace: Workspace, view: StoredView, { all }: { all: boolean }): StoredView[] {
  const stack = workspace.modalStacks.get(view.user) ?? [];
  const from = all ? 0 : stack.indexOf(view.id);
  const closing = from < 0 ? [] : stack.slice(from).reverse();
  workspace.modalStacks.set(view.user, from < 0 ? stack : stack.slice(0, from));
  const views = closing.flatMap((id) => workspace.views.get(id) ?? []);
  for (const closed of views) {
    workspace.feed.show(
      { kind: 'modal_closed', user: closed.user, view: closed },
      viewText(workspace, closed),
    );
  }
  return views;
}

export function publishHome(
  workspace: Workspace,
  user: string,
  given: Readonly<Record<string, unknown>>,
): StoredView {
  const id = workspace.homes.get(user) ?? nextId(workspace, 'V');
  const fields = fieldsOf(given);
  const view: StoredView = {
    ...fields,
    id,
    type: 'home',
    user,
    hash: newHash(workspace),
    rootId: id,
    values: initialValues(fields.blocks),
  };
  workspace.views.set(id, view);
  workspace.homes.set(user, id);
  workspace.feed.show({ kind: 'home', user, view }, viewText(workspace, view));
  return view;
}

export function viewJson(workspace: Workspace, view: StoredView): Record<string, unknown> {
  const part = (value: BlockData | undefined): BlockData | null => value ?? null;
  return {
    id: view.id,
    team_id: workspace.teamId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.values },
    hash: view.hash,
    title: part(view.title),
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: part(view.close),
    submit: part(view.submit),
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: workspace.appId,
    external_id: view.externalId,
    app_installed_team_id: workspace.teamId,
    bot_id: workspace.bot.botId,
  };
}
