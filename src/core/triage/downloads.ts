// Who speaks in a line: a tool that fetches packages, images or a repository, whose servers no change of ours breaks; and which host it speaks of.
import type { FailureNote } from '../signals/failure-signal.ts';

/** Tools that report a download by themselves, where their failure is about one. */
const FETCHERS: ReadonlySet<string> = new Set([
  ...['npm', 'pnpm', 'yarn', 'pip', 'poetry', 'pipenv', 'pdm', 'uv', 'conda', 'bundler', 'composer', 'cargo'],
  ...['maven', 'gradle', 'nuget', 'msbuild', 'go', 'docker', 'terraform', 'git', 'github', 'apt'],
]);
const OF_A_DOWNLOAD: ReadonlySet<FailureNote['kind']> = new Set(['dependency', 'network', 'infra']);

/** Its grammar has taken the tool's own mark off the line, and kept whose it is. */
export const isOfADownload = ({ tool, kind }: Pick<FailureNote, 'tool' | 'kind'>): boolean =>
  FETCHERS.has(tool) && OF_A_DOWNLOAD.has(kind);

/** How such tools begin, or word, what they say of their servers; each at most once in a line, and bounded. */
const SAYS_A_FETCHER: readonly RegExp[] = [
  // npm, pnpm, yarn
  /^npm (?:error|ERR!) |\bERR_PNPM_(?:META_)?FETCH|^error An unexpected error occurred: "https?:|\bYN00(?:01|35)\b/,
  // pip, poetry, uv, conda
  /^(?:ERROR|WARNING): (?:HTTP error|Could not (?:install packages|fetch URL|find a version)|Retrying)|\berror: Failed to (?:fetch|download)\b|\bCondaHTTPError\b|\bHTTPSConnectionPool\(host='[^']{1,200}'.{0,200}\/simple\//,
  // apt, apk
  /^(?:E|W|Err):?\d{0,4}:? .{0,200}(?:Failed to fetch|Could not connect to|https?:\/\/)|^(?:ERROR|WARNING): .{0,300}(?:APKINDEX|temporary error)/,
  // go, cargo
  /^(?:go: |go get )|\bproxyconnect\b|\b(?:spurious network error|download of .{1,200} failed|failed to (?:download from|fetch|get successful HTTP response from) `)/,
  // git, docker
  /^(?:fatal: unable to access|fatal: [Cc]ould not read from remote|error: RPC failed|fatal: early EOF|fetch-pack:)|\b(?:Error response from daemon|failed to solve|failed to pull|error pulling image|failed to resolve (?:reference|source metadata)|unexpected status (?:code )?from)\b/,
  // maven, gradle, nuget
  /\bCould not transfer (?:artifact|metadata)\b|\bCould not (?:GET|HEAD|PUT) 'https?:|\bNU1301\b|\bUnable to load the service index\b/,
  // bundler, composer
  /\bGem::RemoteFetcher\b|\bBundler::(?:HTTPError|Fetcher)|\bCould not (?:reach host|fetch specs from)\b|\bfile could not be downloaded\b|\bcurl error \d{1,3} while downloading\b/,
  // terraform, the forge's own actions
  /\b(?:Failed to (?:query available provider packages|install provider|download action|resolve action|restore)|Unable to (?:resolve action|(?:down|up)load artifact)|Failed to (?:Create|Finalize)Artifact)\b/,
];

export const saysAFetcher = (line: string): boolean => SAYS_A_FETCHER.some((pattern) => pattern.test(line));

/** The machine itself, and addresses that only exist inside a job: a service that the job should have started. */
const LOCAL =
  /\blocalhost\b|(?<![\d.])(?:127|10)\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?<![\d.])(?:0\.0\.0\.0|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})|(?<![\w:])::1(?![\w:])|\bhost\.docker\.internal\b/i;
export const namesLocal = (text: string): boolean => LOCAL.test(text);

/** What a resolver was asked for, however the tool words it. */
const ASKED: readonly RegExp[] = [
  /\b(?:ENOTFOUND|EAI_AGAIN)\s{1,3}([\w.-]{1,253})/,
  /\b[Cc]ould not resolve (?:host|proxy)(?: name)?:?\s{1,3}["'`]?([\w.-]{1,253})/,
  /\bhost(?: ?name)?\s{0,3}[=:]?\s{0,3}["'`]([\w.-]{1,253})["'`]/,
  /\bFailed to resolve ["'`]([\w.-]{1,253})["'`]/i,
  /\blookup ([\w.-]{1,253})(?: on |:)/,
  /\bhttps?:\/\/(?:[^\s@/]{1,100}@)?([\w.-]{1,253})/,
];
/** Names that no public server has: one word (`undefined`, a service of a compose file), or an ending that is kept for this. */
const PRIVATE_ENDING =
  /\.(?:local|localhost|localdomain|internal|lan|home|corp|test|example|invalid|svc|cluster)$/i;

/** The host that a line says could not be found, where that is one of the wide network. */
export function publicHostIn(line: string): string | undefined {
  const names = ASKED.flatMap((pattern) => pattern.exec(line)?.[1] ?? []);
  return names
    .map((name) => name.replace(/\.+$/, ''))
    .find((name) => /[a-z]/i.test(name) && name.includes('.') && !PRIVATE_ENDING.test(name));
}
