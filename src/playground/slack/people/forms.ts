// Filling in, sending and closing modals, with what the bot may answer to a submission.
import { SlackApiError } from '../api/call.ts';
import { checkedView } from '../api/views.ts';
import { isRecord } from '../blocks/rules.ts';
import { type Answers, clientProblems, fillIn } from '../form-values.ts';
import type { StandInUser } from '../options.ts';
import { closedPayload, submissionPayload } from '../payloads.ts';
import { closeModals, isOpen, keepValues, MAX_MODALS, openModal, topModal, updateView } from '../views.ts';
import type { StoredView } from '../visible.ts';
import { type AckResult, failedAck, type HandsDeps, type SendOptions, sendToBot } from './acks.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** Throws when this person does not have the modal on top. */
export function modalOf(deps: HandsDeps, user: StandInUser, viewId: string): StoredView {
  const view = topModal(deps.workspace, user.id);
  if (view?.id !== viewId) throw new Error(`${user.name} does not have the modal ${viewId} on top`);
  return view;
}

function showErrors(
  deps: HandsDeps,
  view: StoredView,
  errors: Record<string, string>,
  ackMs: number,
): AckResult {
  const shown = Object.values(errors).join('\n');
  deps.workspace.feed.show({ kind: 'modal_errors', user: view.user, viewId: view.id, errors }, shown);
  return { ok: false, ackMs, error: 'errors', shown, errors };
}

function readErrors(view: StoredView, given: unknown): Record<string, string> {
  const errors = isRecord(given) ? Object.entries(given) : [];
  const isKnown = (id: string): boolean =>
    view.blocks.some((block) => block.block_id === id && block.type === 'input');
  const isSound = errors.length > 0 && errors.every(([id, text]) => isKnown(id) && typeof text === 'string');
  if (!isSound) throw new SlackApiError('invalid_errors');
  return Object.fromEntries(errors) as Record<string, string>;
}

/** Carries out a `response_action`; returns the form's errors when there are any. */
function obey(deps: HandsDeps, view: StoredView, body: unknown): Record<string, string> | undefined {
  const { workspace } = deps;
  const answer = isRecord(body) ? body : {};
  switch (answer.response_action) {
    case undefined:
      if (isOpen(workspace, view)) closeModals(workspace, view, { all: view.clearOnClose });
      return undefined;
    case 'clear':
      closeModals(workspace, view, { all: true });
      return undefined;
    case 'errors':
      return readErrors(view, answer.errors);
    case 'update':
      updateView(workspace, view, checkedView(answer.view, 'modal'));
      return undefined;
    case 'push':
      if ((workspace.modalStacks.get(view.user)?.length ?? 0) >= MAX_MODALS)
        throw new SlackApiError('push_limit_reached');
      openModal(workspace, view.user, checkedView(answer.view, 'modal'), view);
      return undefined;
    default:
      throw new SlackApiError('invalid_response_action');
  }
}

export async function submit(
  deps: HandsDeps,
  user: StandInUser,
  viewId: string,
  answers: Answers,
  options: SendOptions = {},
): Promise<AckResult> {
  const { workspace } = deps;
  const open = modalOf(deps, user, viewId);
  const view = keepValues(workspace, open, fillIn(open.blocks, open.values, answers));
  const problems = clientProblems(view.blocks, view.values);
  if (Object.keys(problems).length > 0) return showErrors(deps, view, problems, 0);
  const ack = await sendToBot(
    deps,
    { kind: 'interactive', payload: submissionPayload(workspace, user, view) },
    options,
  );
  if (!ack.ok) return failedAck(deps, user, ack, TROUBLE);
  try {
    const errors = obey(deps, workspace.views.get(view.id) ?? view, ack.body);
    return errors ? showErrors(deps, view, errors, ack.tookMs) : { ok: true, ackMs: ack.tookMs };
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    return failedAck(
      deps,
      user,
      { tookMs: ack.tookMs, reason: 'invalid_response' },
      `${TROUBLE} (${error.code})`,
    );
  }
}

/** Closes the topmost modal, or the whole stack; the bot hears of those that asked for it. */
export async function close(
  deps: HandsDeps,
  user: StandInUser,
  viewId: string,
  all: boolean,
): Promise<AckResult> {
  const view = modalOf(deps, user, viewId);
  const isCleared = all || view.clearOnClose;
  const closed = closeModals(deps.workspace, view, { all: isCleared });
  for (const each of closed.filter((entry) => entry.notifyOnClose)) {
    await sendToBot(deps, {
      kind: 'interactive',
      payload: closedPayload(deps.workspace, user, each, isCleared),
    });
  }
  return { ok: true, ackMs: 0 };
}
