// Package registries of the operator's file: read by agents through mirrors, which hold their tokens.
import { z } from 'zod';
import { ECOSYSTEMS, type Ecosystem } from '#core/egress/mirror/ecosystem.ts';
import type { Environment } from './environment.ts';
import type { OperatorFile } from './operator-file.ts';

const address = z.url({
  protocol: /^https?$/,
  error: 'wants an address that begins with https:// or http://',
});
const source = z
  .union(
    [
      address,
      z.strictObject({
        url: address.describe('where its index begins'),
        files: z
          .array(z.string().regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$/, 'wants a host name'))
          .max(20)
          .default([])
          .describe('hosts besides that its files come from'),
        token_env: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]{2,99}$/, 'wants the name of a variable, not the token itself')
          .optional()
          .describe('environment variable of Greenlight that holds its token; no agent sees it'),
      }),
    ],
    'wants an address, or a map with url, files and token_env',
  )
  .optional()
  .describe('its address, or a map with url, files (hosts besides that its files come from) and token_env');

/** One key for each kind, all of them optional. */
export const registriesSchema = z
  .strictObject({
    npm: source,
    pypi: source,
    crates: source,
    go: source,
    maven: source,
    rubygems: source,
  } satisfies Record<Ecosystem, unknown>)
  .default({})
  .describe('package registries that agents may read, and only read, through a mirror');

export type Registries = Readonly<
  Partial<
    Record<
      Ecosystem,
      { readonly url: string; readonly fileHosts: readonly string[]; readonly token?: string }
    >
  >
>;

export function readRegistries(
  { sandbox }: Pick<OperatorFile, 'sandbox'>,
  env: Environment,
  asks: boolean,
  problems: string[],
): Registries {
  const entries = ECOSYSTEMS.flatMap((ecosystem) => {
    const given = sandbox.registries[ecosystem];
    if (given === undefined) return [];
    const {
      url,
      files,
      token_env: variable,
    } = typeof given === 'string' ? { url: given, files: [] } : { token_env: undefined, ...given };
    const token = variable === undefined ? undefined : (env[variable]?.trim() ?? '');
    if (token === '' && asks)
      problems.push(
        `${variable} is not set: greenlight.yml names it as the token of sandbox.registries.${ecosystem}. Get it: from that registry, or take token_env out.`,
      );
    const source = {
      url: url.replace(/\/+$/, ''),
      fileHosts: files,
      ...(token === undefined ? {} : { token }),
    };
    return [[ecosystem, source] as const];
  });
  return Object.fromEntries(entries);
}
