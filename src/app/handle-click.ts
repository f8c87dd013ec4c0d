// A button or a form of a card. A click is never silently ignored: it does something, or says why not.
import { parseButtonValue, splitChoice } from '#core/button-value.ts';
import { parseCommand } from '#core/command.ts';
import type { TaskId } from '#core/ids.ts';
import { CHANGES_FORM, changesForm, outdatedButton, retryForm } from '#core/messages/answers.ts';
import { ANY_CHANNEL } from '#core/messages/channel-words.ts';
import { refused } from '#core/messages/decision-answers.ts';
import { ESCALATE_FORM, escalateForm } from '#core/messages/escalation-words.ts';
import { HOME_VALUE } from '#core/messages/home.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { noLongerKept } from '#core/messages/not-understood.ts';
import { taskOfMending } from '#core/messages/problems.ts';
import { muteUntil, USUAL_MUTE } from '#core/mute-words.ts';
import { mayAct } from '#core/permissions.ts';
import type { Task } from '#core/task/task.ts';
import { openChannelForm } from './commands/administer.ts';
import type { Context } from './commands/context.ts';
import { type Decision, decide, refreshCard } from './commands/decide.ts';
import { joinTask } from './commands/duplicate.ts';
import { acknowledgeTask, escalateTask } from './commands/escalate.ts';
import { takeTask } from './commands/extend.ts';
import { muteByCommand, muteTask, unmuteByCommand, unmuteTask } from './commands/mute.ts';
import { start, startAnyway } from './commands/start.ts';
import type { Deps } from './deps.ts';
import { knownAt, type StandingNeeds } from './standing.ts';
import { emptyForm } from './start-by-form.ts';

type Needs = Pick<Deps, 'engine' | 'chat' | 'taskPage' | 'config' | 'audit' | 'starts'> & StandingNeeds;

export async function handleClick(
  deps: Needs,
  clicked: Context,
  click: { verb: string; value: string },
): Promise<{ answer?: Message; form?: Form }> {
  if (click.verb === 'configure')
    return await openChannelForm(deps, clicked, click.value === ANY_CHANNEL ? null : click.value);
  if (click.value === HOME_VALUE) return await clickAtHome(deps, clicked, click.verb);
  if (click.verb === 'start_anyway') return { answer: await startAnyway(deps, clicked, click.value) };
  const { value, choice } = splitChoice(click.value);
  const seen = parseButtonValue(value);
  const task = seen && (await deps.engine.get(seen.taskId));
  if (!seen || !task) return { answer: await nothingThere(deps, seen?.taskId) };
  const context = await knownAt(deps, clicked, task);
  switch (click.verb) {
    case 'approve':
    case 'abort':
      return {
        answer: await decide(deps, context, task, {
          action: click.verb,
          hint: null,
          revision: seen.revision,
          headSha: seen.headSha,
        }),
      };
    case 'retry':
    case 'request_changes': {
      const permission = mayAct('retry', context.actor, task);
      // Refused as a decision is, so that it is on record: a form opens only for whoever may send it off.
      if (!permission.allowed)
        return { answer: await decide(deps, context, task, againAt(seen, click.verb, null)) };
      if (seen.revision !== task.revision) {
        await refreshCard(deps, context, task);
        return { answer: refused('refused_stale', undefined, task) };
      }
      const form = click.verb === 'retry' ? retryForm : changesForm;
      return { form: form(task, click.value) };
    }
    // Whatever has happened meanwhile, quiet is what they want.
    case 'mute': {
      const until = choice === undefined ? null : muteUntil(choice);
      return { answer: until ? await muteTask(deps, context, task, until) : outdatedButton() };
    }
    case 'unmute':
      return { answer: await unmuteTask(deps, context, task) };
    case 'take':
      return { answer: await takeTask(deps, context, task) };
    case 'ack':
      return { answer: await acknowledgeTask(deps, context, task) };
    case 'escalate': {
      const permission = mayAct('escalate', context.actor, task);
      if (!permission.allowed) return { answer: refused('refused_not_allowed', permission.because, task) };
      return { form: escalateForm(task, value) };
    }
    case 'join':
      return { answer: await joinTask(deps, context, task) };
    case 'mend':
      return { answer: await mend(deps, context, task) };
    default:
      return { answer: outdatedButton() };
  }
}

/** What is about no task. */
async function clickAtHome(
  deps: Needs,
  context: Context,
  verb: string,
): Promise<{ answer?: Message; form?: Form }> {
  switch (verb) {
    case 'start':
      return { form: await emptyForm(deps, context.channelId, '') };
    case 'mute_me':
      return { answer: await muteByCommand(deps, context, { name: 'mute', whom: 'me', until: USUAL_MUTE }) };
    case 'unmute_me':
      return { answer: await unmuteByCommand(deps, context, { name: 'unmute', whom: 'me' }) };
    default:
      return { answer: outdatedButton() };
  }
}

const againAt = (
  { revision, headSha }: Pick<Decision, 'revision' | 'headSha'>,
  action: 'retry' | 'request_changes',
  hint: string | null,
): Decision => ({
  action,
  hint,
  revision,
  headSha,
});

async function nothingThere({ engine }: Needs, id: TaskId | undefined): Promise<Message> {
  const forgotten = id && (await engine.forgotten(id));
  return id && forgotten ? noLongerKept(id, forgotten) : outdatedButton();
}

/** A task of its own, for whoever clicks first; every other click on the same broken base is answered with that task. */
async function mend(deps: Needs, context: Context, task: Task): Promise<Message> {
  const permission = mayAct('retry', context.actor, task);
  if (!permission.allowed) return refused('refused_not_allowed', permission.because, task);
  const parsed = parseCommand(taskOfMending(task), false);
  const isWaiting = task.state.name === 'needs_human' && task.state.reason.code === 'ci_base_broken';
  if (!isWaiting || !parsed.ok || parsed.command.name !== 'start') {
    await refreshCard(deps, context, task);
    return refused('refused_stale', undefined, task);
  }
  return await start(deps, { ...context, requestKey: `mend:${task.id}:${task.baseSha}` }, parsed.command);
}

/** The form behind Retry, Request changes or Escalate, sent off. */
export async function handleSubmit(
  deps: Needs,
  sent: Context,
  form: { value: string; fields: Readonly<Record<string, string>> },
): Promise<{ answer: Message }> {
  const kind = [ESCALATE_FORM, CHANGES_FORM].find((prefix) => form.value.startsWith(prefix)) ?? '';
  const seen = parseButtonValue(form.value.slice(kind.length));
  const task = seen && (await deps.engine.get(seen.taskId));
  if (!seen || !task) return { answer: await nothingThere(deps, seen?.taskId) };
  const context = await knownAt(deps, sent, task);
  if (kind === ESCALATE_FORM)
    return { answer: await escalateTask(deps, context, task, form.fields.reason ?? '') };
  const hint = form.fields.hint ?? null;
  return {
    answer: await decide(
      deps,
      context,
      task,
      againAt(seen, kind === CHANGES_FORM ? 'request_changes' : 'retry', hint),
    ),
  };
}
