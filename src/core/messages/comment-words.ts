// What is told on a pull request to whoever wrote to Greenlight there and could not be heard.
import type { Message } from './message.ts';
import { lines } from './words.ts';

export const mayNotWriteHere = (): Message =>
  lines([
    'Only people who may push to this repository steer its tasks from here. Ask one of them, or whoever asked for this in the chat.',
  ]);

export const notFromHere = (): Message =>
  lines(
    ['That is for the chat: from here, only the task of this pull request is steered.'],
    [
      'Understood here are status, show, retry, abort, extend, take, mute, unmute, escalate, ack and help; anything else is kept for the next attempt.',
    ],
  );
