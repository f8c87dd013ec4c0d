// npm: an index per package that names a tarball and its digest for every version. The sandbox sees tarballs at the mirror's own address.
import { mirrorUrl } from '#core/egress/mirror/ecosystem.ts';
import { type Json, record } from '#core/egress/model/json.ts';
import {
  type Content,
  type Digest,
  jsonOf,
  type Place,
  plainRegistry,
  type ReadIndex,
  type Registry,
  type RegistrySource,
} from './registry.ts';

const SHORT = 'application/vnd.npm.install-v1+json';

export function npmRegistry(source: RegistrySource): Registry {
  const read = async (project: string, readIndex: ReadIndex): Promise<Json | undefined> => {
    const url = `${source.url}/${project.replace('/', '%2f')}`;
    const content = await readIndex({ url, accept: SHORT });
    return content && record(jsonOf(content));
  };
  return {
    ...plainRegistry(source),
    async index({ project = '' }, readIndex) {
      const document = await read(project, readIndex);
      return document && present(project, document);
    },
    async locate({ project = '', file }, readIndex) {
      const document = await read(project, readIndex);
      const found = versionsOf(document).find(({ dist }) => fileOf(record(dist)) === file);
      return found && placeOf(record(found.dist));
    },
  };
}

const versionsOf = (document: Json | undefined): readonly Json[] =>
  Object.values(record(document?.versions)).map(record);

const fileOf = ({ tarball }: Json): string =>
  decodeURIComponent(typeof tarball === 'string' ? (tarball.split(/[?#]/)[0]?.split('/').at(-1) ?? '') : '');

function present(project: string, document: Json): Content {
  const versions = Object.entries(record(document.versions)).map(([version, value]) => {
    const dist = record(record(value).dist);
    const tarball = `${mirrorUrl('npm')}/${project}/-/${fileOf(dist)}`;
    return [version, { ...record(value), dist: { ...dist, tarball } }] as const;
  });
  const body = Buffer.from(JSON.stringify({ ...document, versions: Object.fromEntries(versions) }));
  return { body, type: SHORT };
}

function placeOf({ tarball, integrity, shasum }: Json): Place | undefined {
  if (typeof tarball !== 'string') return undefined;
  const digest = typeof integrity === 'string' ? strongest(integrity) : undefined;
  const old: Digest | undefined = typeof shasum === 'string' ? { algorithm: 'sha1', hex: shasum } : undefined;
  const known = digest ?? old;
  return { url: tarball, ...(known === undefined ? {} : { digest: known }) };
}

/** Of a list such as "sha1-… sha512-…". */
function strongest(integrity: string): Digest | undefined {
  const entries = integrity
    .split(/\s+/)
    .map((entry) => /^(sha512|sha256|sha1)-([A-Za-z0-9+/=]+)/.exec(entry));
  for (const algorithm of ['sha512', 'sha256', 'sha1'] as const) {
    const base64 = entries.find((entry) => entry?.[1] === algorithm)?.[2];
    if (base64 !== undefined) return { algorithm, hex: Buffer.from(base64, 'base64').toString('hex') };
  }
  return undefined;
}
