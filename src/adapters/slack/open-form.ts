// Opens a form for the person who clicked: Slack allows it once, for three seconds after the click.
import type { WebClient } from '@slack/web-api';
import type { Form } from '#core/messages/message.ts';
import { type FormOrigin, renderForm } from './render/form-view.ts';
import { hasCode } from './slack-error.ts';

export type OpenForm = (triggerId: string, form: Form, origin: FormOrigin) => Promise<boolean>;

/** False when the trigger is used up or too old; other failures reject with Slack's error. */
export function openForm(client: WebClient): OpenForm {
  return async (triggerId, form, origin) => {
    try {
      await client.views.open({ trigger_id: triggerId, view: renderForm(form, origin) });
      return true;
    } catch (error) {
      if (
        hasCode(error, 'expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id', 'trigger_expired')
      ) {
        return false;
      }
      throw error;
    }
  };
}
