// PyPI: a page per project that lists files with their digests, as JSON or as HTML. It is read into a list and written anew, so that no markup of others' passes.
import { mirrorUrl } from '#core/egress/mirror/ecosystem.ts';
import { type Json, list, record } from '#core/egress/model/json.ts';
import {
  type Content,
  jsonOf,
  type Place,
  plainRegistry,
  type ReadIndex,
  type Registry,
  type RegistrySource,
} from './registry.ts';

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const ACCEPT = `${JSON_TYPE}, text/html;q=0.5`;

type ProjectFile = {
  readonly name: string;
  readonly url: string;
  readonly sha256: string | undefined;
  readonly python: string | undefined;
  readonly yanked: string | boolean;
};

export function pypiRegistry(source: RegistrySource): Registry {
  const read = async (project: string, readIndex: ReadIndex): Promise<readonly ProjectFile[] | undefined> => {
    const url = `${source.url}/simple/${project}/`;
    const content = await readIndex({ url, accept: ACCEPT });
    if (content === undefined) return undefined;
    return content.type.includes('json') ? filesInJson(content, url) : filesInHtml(content, url);
  };
  return {
    ...plainRegistry(source),
    async index({ project = '' }, readIndex, accept) {
      const files = await read(project, readIndex);
      return files && (accept.includes(JSON_TYPE) ? asJson(project, files) : asHtml(project, files));
    },
    async locate({ project = '', file }, readIndex): Promise<Place | undefined> {
      const found = (await read(project, readIndex))?.find(({ name }) => name === file);
      if (found === undefined) return undefined;
      const { url, sha256 } = found;
      return { url, ...(sha256 === undefined ? {} : { digest: { algorithm: 'sha256', hex: sha256 } }) };
    },
  };
}

const SHA256 = /^[0-9a-f]{64}$/i;
const sha256Of = (value: unknown): string | undefined =>
  typeof value === 'string' && SHA256.test(value) ? value.toLowerCase() : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const absolute = (url: string, base: string): string => URL.parse(url, base)?.href ?? '';

function filesInJson(content: Content, base: string): readonly ProjectFile[] {
  return list(record(jsonOf(content)).files)
    .map(record)
    .map((file: Json) => ({
      name: textOf(file.filename) ?? '',
      url: absolute(textOf(file.url) ?? '', base),
      sha256: sha256Of(record(file.hashes).sha256),
      python: textOf(file['requires-python']),
      yanked: textOf(file.yanked) ?? file.yanked === true,
    }));
}

function filesInHtml({ body }: Content, base: string): readonly ProjectFile[] {
  const anchors = body.toString('utf8').matchAll(/<a\s([^>]{1,4000})>([^<]{1,300})<\/a>/gi);
  return Array.from(anchors, ([, attributes = '', name = '']) => {
    const attribute = (key: string) =>
      unescaped(new RegExp(`\\b${key}="([^"]*)"`, 'i').exec(attributes)?.[1]);
    const href = attribute('href') ?? '';
    const [url = '', fragment = ''] = href.split('#');
    return {
      name: name.trim(),
      url: absolute(url, base),
      sha256: sha256Of(/^sha256=([0-9a-f]{64})$/i.exec(fragment)?.[1]),
      python: attribute('data-requires-python'),
      yanked: attribute('data-yanked') ?? false,
    };
  });
}

const fileUrl = (project: string, name: string): string =>
  `${mirrorUrl('pypi')}/files/${project}/${encodeURIComponent(name)}`;

function asJson(project: string, files: readonly ProjectFile[]): Content {
  const content = {
    meta: { 'api-version': '1.0' },
    name: project,
    files: files.map(({ name, sha256, python, yanked }) => ({
      filename: name,
      url: fileUrl(project, name),
      hashes: sha256 === undefined ? {} : { sha256 },
      ...(python === undefined ? {} : { 'requires-python': python }),
      yanked,
    })),
  };
  return { body: Buffer.from(JSON.stringify(content)), type: JSON_TYPE };
}

function asHtml(project: string, files: readonly ProjectFile[]): Content {
  const anchors = files.map(({ name, sha256, python, yanked }) => {
    const href = fileUrl(project, name) + (sha256 === undefined ? '' : `#sha256=${sha256}`);
    const requires = python === undefined ? '' : ` data-requires-python="${escaped(python)}"`;
    const withdrawn = yanked === false ? '' : ` data-yanked="${escaped(yanked === true ? '' : yanked)}"`;
    return `<a href="${escaped(href)}"${requires}${withdrawn}>${escaped(name)}</a><br>`;
  });
  return { body: Buffer.from(`<!DOCTYPE html><body>\n${anchors.join('\n')}\n</body>\n`), type: 'text/html' };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
const unescaped = (text: string | undefined): string | undefined =>
  text?.replace(/&(lt|gt|quot|amp|#39|#62|#60);/g, (_, name: string) => UNESCAPES[name] ?? '');
const UNESCAPES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  '#39': "'",
  '#60': '<',
  '#62': '>',
};
