// What Slack's payloads have in common.
import { z } from 'zod';

/** Slack leaves a field out, or sends null, or an empty string. */
export const maybe = z
  .string()
  .nullish()
  .transform((text) => text || null);

/** Those that are there. */
export const present = (...ids: readonly (string | null | undefined)[]): string[] =>
  ids.filter((id) => typeof id === 'string');
