// Package registries as an attempt sees them: what each is called, where it answers inside, and which of its paths are only read.

export const ECOSYSTEMS = ['npm', 'pypi', 'crates', 'go', 'maven', 'rubygems'] as const;
export type Ecosystem = (typeof ECOSYSTEMS)[number];

export const MIRROR_PORTS: Readonly<Record<Ecosystem, number>> = {
  npm: 4873,
  pypi: 4874,
  crates: 4875,
  go: 4876,
  maven: 4877,
  rubygems: 4878,
};

export const mirrorUrl = (ecosystem: Ecosystem): string => `http://127.0.0.1:${MIRROR_PORTS[ecosystem]}`;

/** What a path asks for. */
export type Wanted =
  /** Grows with every release: kept for minutes. */
  | { readonly kind: 'index'; readonly path: string; readonly project?: string }
  /** Never changes once it is there. `project`: whose index knows its address and digest, where one does. */
  | { readonly kind: 'file'; readonly path: string; readonly project?: string; readonly file: string }
  /** Written by the mirror itself. */
  | { readonly kind: 'own' };

type Rule = { readonly pattern: RegExp; read(groups: readonly string[], path: string): Wanted };

const index = (pattern: RegExp): Rule => ({ pattern, read: (_, path) => ({ kind: 'index', path }) });
const file = (pattern: RegExp): Rule => ({
  pattern,
  read: (_, path) => ({ kind: 'file', path, file: path.split('/').at(-1) ?? '' }),
});

/** No name begins with a dot, so that no path climbs. */
const N = '[A-Za-z0-9_][A-Za-z0-9_.~+-]{0,213}';
const NPM_NAME = `(?:@${N}/)?${N}`;
/** Upper-case letters of modules are written "!x". */
const M = '[a-z0-9!_][a-z0-9!_.~-]{0,127}';
const MODULE = `${M}(?:/${M}){0,20}`;
const VERSION = 'v[0-9][A-Za-z0-9!.+_-]{0,127}';

const RULES: Readonly<Record<Ecosystem, readonly Rule[]>> = {
  npm: [
    {
      pattern: new RegExp(`^/(${NPM_NAME})/-/(${N}\\.tgz)$`),
      read: ([project = '', name = ''], path) => ({ kind: 'file', path, project, file: name }),
    },
    {
      pattern: new RegExp(`^/(${NPM_NAME})$`),
      read: ([project = ''], path) => ({ kind: 'index', path, project }),
    },
  ],
  pypi: [
    {
      pattern: new RegExp(`^/files/(${N})/(${N})$`),
      read: ([project = '', name = ''], path) => ({ kind: 'file', path, project, file: name }),
    },
    {
      pattern: new RegExp(`^/simple/(${N})/$`),
      read: ([project = ''], path) => ({ kind: 'index', path, project }),
    },
  ],
  crates: [
    { pattern: /^\/index\/config\.json$/, read: () => ({ kind: 'own' }) },
    {
      pattern: new RegExp(`^/files/(${N})/(${N})/download$`),
      read: ([project = '', version = ''], path) => ({ kind: 'file', path, project, file: version }),
    },
    {
      pattern: /^\/index\/(?:[12]|3\/[a-z0-9_-]|[a-z0-9_-]{2}\/[a-z0-9_-]{2})\/([a-z0-9_-]{1,64})$/,
      read: ([project = ''], path) => ({ kind: 'index', path, project }),
    },
  ],
  go: [
    index(new RegExp(`^/${MODULE}/@(?:latest|v/list)$`)),
    // A branch or a commit asked for by name is told anew each time.
    index(new RegExp(`^/${MODULE}/@v/(?!${VERSION}\\.info$)[A-Za-z0-9][A-Za-z0-9!._-]{0,127}\\.info$`)),
    file(new RegExp(`^/${MODULE}/@v/${VERSION}\\.(?:info|mod|zip)$`)),
    index(new RegExp(`^/sumdb/${M}/(?:supported|latest|lookup/${MODULE}@${VERSION})$`)),
    index(
      new RegExp(`^/sumdb/${M}/tile/[0-9]{1,2}/(?:data|[0-9]{1,2})(?:/x?[0-9]{3}){1,5}(?:\\.p/[0-9]{1,3})?$`),
    ),
  ],
  maven: [
    index(new RegExp(`^/(?:${N}/){1,20}maven-metadata\\.xml(?:\\.(?:md5|sha1|sha256|sha512|asc))?$`)),
    file(
      new RegExp(
        `^/(?:${N}/){3,20}${N}\\.(?:jar|pom|war|aar|module|klib|zip|tar\\.gz|asc|md5|sha1|sha256|sha512)$`,
      ),
    ),
  ],
  rubygems: [
    index(/^\/(?:versions|names)$/),
    index(new RegExp(`^/info/${N}$`)),
    index(/^\/(?:latest_|prerelease_)?specs\.4\.8\.gz$/),
    file(new RegExp(`^/quick/Marshal\\.4\\.8/${N}\\.gemspec\\.rz$`)),
    file(new RegExp(`^/gems/${N}\\.gem$`)),
  ],
};

/** Undefined for whatever is not read by a package manager: searches, logins, uploads, other paths of the host. */
export function wantedOf(ecosystem: Ecosystem, target: string): Wanted | undefined {
  // The slash of a scoped name is the only thing that clients escape.
  const path = ecosystem === 'npm' ? target.replace(/^(\/@[^/%]+)%2f/i, '$1/') : target;
  for (const { pattern, read } of RULES[ecosystem]) {
    const match = pattern.exec(path);
    if (match !== null) return read(match.slice(1), path);
  }
  return undefined;
}
