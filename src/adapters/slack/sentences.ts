// The few sentences that only the Slack side can know to say; everything about tasks is in core/messages.
import type { Message } from '#core/messages/message.ts';

const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

export const failedOnOurSide = (ref: string, detail?: string): Message =>
  says(
    `That did not work: ${(detail ?? 'something failed on my side').replace(/\.$/, '')}. ` +
      `It is safe to try again; if it fails again, give your operator the reference ${ref}.`,
  );

export const couldNotKeep = (ref: string): Message =>
  says(
    `I could not store your request, so nothing was started. Please try again in a minute; ` +
      `if it fails again, give your operator the reference ${ref}.`,
  );

export const unknownControl = (): Message =>
  says(
    'I no longer know this control, so nothing was done: it is from another version of this bot. ' +
      'Use the buttons of the newest message, or ask for help with the slash command.',
  );

export const otherOrganisation = (): Message =>
  says(
    'Nothing was done: I work only for people of the workspace that installed me. Ask one of them to do it.',
  );

export const notAGuest = (): Message =>
  says(
    'Nothing was done: you are a guest of this workspace, and I work for its members. ' +
      'Ask one of them to do it, or my operator to let guests in.',
  );

export const notAPerson = (): Message =>
  says('Nothing was done: I work for people of this workspace, and this account is none. Ask one of them.');

export const unknownPerson = (): Message =>
  says(
    'Nothing was done: Slack did not tell in time whether you are a member of this workspace. ' +
      'Please try again in a minute.',
  );

export const sharedChannel = (): Message =>
  says(
    'Nothing was done: this channel is shared with another organisation, and what I post is not meant for it. ' +
      'Ask me in a channel of your own workspace.',
  );

export const formTooLate = (): Message =>
  says(
    'The form could not be opened in the three seconds that Slack allows. Nothing was done: please click again.',
  );

export const formErrors = (errors: readonly string[]): Message =>
  says(`Your form was not taken: ${errors.join(' ')} Please open it again.`);
