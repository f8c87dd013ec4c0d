// Every value that must never be stored, shown, logged or prompted.

import type { AppConfig } from '#app/deps.ts';
import type { PagerOptions } from '#ports/pager.ts';
import type { EngineConfig } from './engines.ts';
import { type Environment, VARIABLES } from './environment.ts';
import type { Models } from './models.ts';
import type { Registries } from './registries.ts';

/** No secret: a run's own token takes its place. */
const PLACEHOLDER = '{model_token}';
/** What an operator calls a secret of an agent's own. */
const SECRET_NAME = /key|token|secret|passw|credential/i;

export function secretsOf(
  env: Environment,
  agents: AppConfig['agents'],
  {
    models,
    registries,
    engines,
    pager,
  }: {
    models: Models;
    registries: Registries;
    engines: readonly EngineConfig[];
    pager: PagerOptions | null;
  },
  privateKey: string,
): readonly string[] {
  const ours = Object.entries(VARIABLES).flatMap(([name, { secret }]) =>
    secret && name !== 'REDIS_URL' ? [env[name]?.trim() ?? ''] : [],
  );
  const theirs = Object.values(agents).flatMap((agent) =>
    Object.entries(agent.env).flatMap(([name, value]) =>
      SECRET_NAME.test(name) && value !== PLACEHOLDER ? [value] : [],
    ),
  );
  const all = [
    ...ours,
    privateKey,
    ...passwordsIn(env.REDIS_URL),
    ...passwordsIn(env.DOCKER_HOST),
    ...theirs,
    ...Object.values(models).map(({ key }) => key),
    ...engines.flatMap(({ at }) => secretOfEngine(at)),
    pager?.key ?? '',
    ...Object.values(registries).map(({ token }) => token ?? ''),
  ];
  return [...new Set(all)].filter((secret) => secret !== '');
}

const secretOfEngine = (at: EngineConfig['at']): readonly string[] =>
  at.kind === 'runner' ? [at.token ?? ''] : 'key' in at.address ? [at.address.key ?? ''] : [];

/** A password inside a URL is a secret of its own. */
function passwordsIn(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
