// Crates: a sparse index of JSON lines with a digest for every version, and a template that says where files are.
import { mirrorUrl } from '#core/egress/mirror/ecosystem.ts';
import { record } from '#core/egress/model/json.ts';
import { parsedJson } from '#core/parsed-json.ts';
import {
  type Digest,
  jsonOf,
  type Place,
  plainRegistry,
  type ReadIndex,
  type Registry,
  type RegistrySource,
} from './registry.ts';

export function cratesRegistry(source: RegistrySource): Registry {
  const indexUrl = (name: string) => `${source.url}/${prefixOf(name)}${name}`;
  return {
    ...plainRegistry(source),
    index: ({ project = '' }, read) => read({ url: indexUrl(project) }),
    async locate({ project = '', file: version }, read) {
      const lines =
        (await read({ url: indexUrl(project.toLowerCase()) }))?.body.toString('utf8').split('\n') ?? [];
      const found = lines.map((line) => record(parsedLine(line))).find(({ vers }) => vers === version);
      const template = found && (await templateOf(source, read));
      return template === undefined ? undefined : placeOf(template, project, version, found?.cksum);
    },
    own: () => ({
      body: Buffer.from(JSON.stringify({ dl: `${mirrorUrl('crates')}/files/{crate}/{version}/download` })),
      type: 'application/json',
    }),
  };
}

/** Where in the index a name lies: by its first letters. */
function prefixOf(name: string): string {
  if (name.length <= 2) return `${name.length}/`;
  return name.length === 3 ? `3/${name[0]}/` : `${name.slice(0, 2)}/${name.slice(2, 4)}/`;
}

async function templateOf(source: RegistrySource, read: ReadIndex): Promise<string | undefined> {
  const content = await read({ url: `${source.url}/config.json` });
  const { dl } = record(content && jsonOf(content));
  return typeof dl === 'string' ? dl : undefined;
}

function placeOf(template: string, crate: string, version: string, checksum: unknown): Place {
  const lower = crate.toLowerCase();
  const values: Readonly<Record<string, string>> = {
    crate,
    version,
    prefix: prefixOf(crate).replace(/\/$/, ''),
    lowerprefix: prefixOf(lower).replace(/\/$/, ''),
    'sha256-checksum': String(checksum ?? ''),
  };
  const filled = template.replace(/\{([a-z0-9-]+)\}/g, (whole, name: string) => values[name] ?? whole);
  const url = filled === template ? `${template.replace(/\/$/, '')}/${crate}/${version}/download` : filled;
  const digest: Digest | undefined =
    typeof checksum === 'string' ? { algorithm: 'sha256', hex: checksum } : undefined;
  return { url, ...(digest === undefined ? {} : { digest }) };
}

function parsedLine(line: string): unknown {
  return line.trim() === '' ? undefined : parsedJson(line);
}
