// Which command lines the tests run for real: those of the presets that come from npm, at the versions that the presets name.
import { PRESETS } from '#core/agents/presets/presets.ts';

/** As make-cli-images.sh takes them. */
export const cliImages = (): string[] =>
  PRESETS.flatMap(({ name, packages: [spec] }) => (spec === undefined ? [] : [`${name}=${spec}`]));

export const imageOf = (preset: string): string => `greenlight-agent-${preset}:local`;
