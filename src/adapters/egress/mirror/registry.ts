// What a mirror knows of one kind of registry: where its indexes and files are, and what of them the sandbox gets to see.
import type { Wanted } from '#core/egress/mirror/ecosystem.ts';
import { parsedJson } from '#core/parsed-json.ts';

/** As the operator describes it. */
export type RegistrySource = {
  /** Without a slash at its end. */
  readonly url: string;
  /** Hosts beside its own that hold its files. */
  readonly fileHosts: readonly string[];
  /** For its own host alone. */
  readonly token?: string;
};

export type Digest = { readonly algorithm: 'sha512' | 'sha256' | 'sha1'; readonly hex: string };
export type Content = { readonly body: Buffer; readonly type: string };
export type Place = { readonly url: string; readonly digest?: Digest };

export type IndexWanted = Extract<Wanted, { kind: 'index' }>;
export type FileWanted = Extract<Wanted, { kind: 'file' }>;
/** Fetches an index of the registry; undefined where it has none of that name. */
export type ReadIndex = (request: { url: string; accept?: string }) => Promise<Content | undefined>;

export type Registry = {
  index(wanted: IndexWanted, read: ReadIndex, accept: string): Promise<Content | undefined>;
  /** Undefined where the registry knows of no such file. */
  locate(wanted: FileWanted, read: ReadIndex): Promise<Place | undefined>;
  own(): Content;
};

/** Path by path the same, and nothing known of digests: the package manager checks them itself. */
export const plainRegistry = ({ url }: RegistrySource): Registry => ({
  index: ({ path }, read) => read({ url: url + path }),
  locate: async ({ path }) => ({ url: url + path }),
  own: () => ({ body: Buffer.alloc(0), type: 'text/plain' }),
});

export const jsonOf = ({ body }: Content): unknown => parsedJson(body.toString('utf8'));
