// Words in an agent's command, environment and files that stand for what is known only when its attempt begins.
import type { WayOut } from '#adapters/egress/way-out.ts';

/** Some agents take address and token of their model in a variable, an argument or a file of their own. */
export const withModelDoor = (text: string, { env }: Pick<WayOut, 'env'>): string =>
  text
    .replaceAll('{model_url}', env.GREENLIGHT_MODEL_URL ?? '')
    .replaceAll('{model_token}', env.GREENLIGHT_MODEL_TOKEN ?? '');
