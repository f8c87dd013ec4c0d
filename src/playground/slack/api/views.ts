// views.*: modals opened with a trigger that lives three seconds and serves once, and home tabs.

import { isRecord } from '../blocks/rules.ts';
import { validateView } from '../blocks/validate-blocks.ts';
import { isOpen, MAX_MODALS, openModal, publishHome, updateView, viewJson } from '../views.ts';
import type { StoredView } from '../visible.ts';
import type { Trigger } from '../workspace.ts';
import {
  type ApiCall,
  type ApiMethod,
  invalidArguments,
  jsonArg,
  requiredArg,
  SlackApiError,
  textArg,
} from './call.ts';

/** The largest view, in bytes of JSON. */
export const MAX_VIEW_BYTES = 250_000;

export function checkedView(value: unknown, type: 'modal' | 'home'): Record<string, unknown> {
  if (!isRecord(value)) throw invalidArguments('missing required field: view');
  const problems = validateView(value);
  if (value.type !== type) problems.push(`[ERROR] must be of type ${type} [json-pointer:/view/type]`);
  if (problems.length > 0)
    throw new SlackApiError('invalid_arguments', { response_metadata: { messages: problems } });
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_VIEW_BYTES) throw new SlackApiError('view_too_large');
  return value;
}

const viewArg = (call: ApiCall, type: 'modal' | 'home'): Record<string, unknown> =>
  checkedView(jsonArg(call, 'view', 'invalid_arguments'), type);

function takeTrigger(call: ApiCall): Trigger {
  const trigger = call.workspace.triggers.get(requiredArg(call, 'trigger_id'));
  if (!trigger) throw new SlackApiError('invalid_trigger_id');
  if (trigger.isUsed) throw new SlackApiError('exchanged_trigger_id');
  if (call.workspace.clock.nowMs() > trigger.expiresAtMs) throw new SlackApiError('expired_trigger_id');
  trigger.isUsed = true;
  return trigger;
}

function answer(call: ApiCall, view: StoredView): Record<string, unknown> {
  return { view: viewJson(call.workspace, view) };
}

function refuseDuplicate(call: ApiCall, view: Record<string, unknown>, except?: StoredView): void {
  if (!view.external_id) return;
  const isTaken = [...call.workspace.views.values()].some(
    (other) =>
      other.externalId === view.external_id && other.id !== except?.id && isOpen(call.workspace, other),
  );
  if (isTaken) throw new SlackApiError('duplicate_external_id');
}

function open(call: ApiCall): Record<string, unknown> {
  const view = viewArg(call, 'modal');
  refuseDuplicate(call, view);
  return answer(call, openModal(call.workspace, takeTrigger(call).user, view));
}

function push(call: ApiCall): Record<string, unknown> {
  const view = viewArg(call, 'modal');
  refuseDuplicate(call, view);
  const trigger = takeTrigger(call);
  const below = trigger.viewId ? call.workspace.views.get(trigger.viewId) : undefined;
  if (!below || !isOpen(call.workspace, below)) throw new SlackApiError('not_found');
  if ((call.workspace.modalStacks.get(trigger.user)?.length ?? 0) >= MAX_MODALS)
    throw new SlackApiError('push_limit_reached');
  return answer(call, openModal(call.workspace, trigger.user, view, below));
}

function findView(call: ApiCall): StoredView {
  const id = textArg(call, 'view_id');
  const externalId = textArg(call, 'external_id');
  if (!id && !externalId) throw invalidArguments('missing required field: view_id or external_id');
  const found = id
    ? call.workspace.views.get(id)
    : [...call.workspace.views.values()].findLast((view) => view.externalId === externalId);
  if (!found || (found.type === 'modal' && !isOpen(call.workspace, found)))
    throw new SlackApiError('not_found');
  return found;
}

function refuseOldHash(call: ApiCall, view: StoredView): void {
  const hash = textArg(call, 'hash');
  if (hash && hash !== view.hash) throw new SlackApiError('hash_conflict');
}

function update(call: ApiCall): Record<string, unknown> {
  const old = findView(call);
  const view = viewArg(call, old.type);
  refuseOldHash(call, old);
  refuseDuplicate(call, view, old);
  return answer(call, updateView(call.workspace, old, view));
}

function publish(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  const user = requiredArg(call, 'user_id');
  if (!workspace.users.has(user)) throw new SlackApiError('user_not_found');
  if (!workspace.manifest.hasHomeTab) throw new SlackApiError('not_enabled');
  const known = workspace.views.get(workspace.homes.get(user) ?? '');
  const view = viewArg(call, 'home');
  if (known) refuseOldHash(call, known);
  return answer(call, publishHome(workspace, user, view));
}

const any = { token: 'bot', scopes: [] } as const;

export const VIEW_METHODS: Readonly<Record<string, ApiMethod>> = {
  'views.open': { ...any, run: open },
  'views.push': { ...any, run: push },
  'views.update': { ...any, run: update },
  'views.publish': { ...any, run: publish },
};
