// What goes between the bot and the thread that reads for it.
import type { Desk } from '#core/signals/job/desk.ts';

export type DeskMethod = keyof Desk;
export type DeskCall = { readonly method: DeskMethod; readonly args: readonly unknown[] };
export type DeskReply = { readonly result: unknown } | { readonly error: string };
