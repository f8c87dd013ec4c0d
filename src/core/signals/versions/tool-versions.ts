// Which tools and packages a job's log says it used, and in which versions: what may differ between two runs of one commit.
import type { Redacted } from '../../redact.ts';
import { ownCopy } from '../own-copy.ts';

/** By name. Of a package in several versions all of them, apart by commas. */
export type Versions = Readonly<Record<string, string>>;

/** More are not kept: the first that a job tells are those that it set up. */
const MAX_NAMES = 400;
const MAX_LINE_CHARS = 20_000;
/** No version is without. */
const DOTTED = /\d\.\d/;
const MAX_VALUE_CHARS = 80;

const NAME = String.raw`[A-Za-z@][\w@/.-]{0,79}`;
const VERSION = String.raw`v?\d{1,10}(?:\.\d{1,10}){1,3}[\w.+-]{0,40}`;
const TOOLS = [
  ...['node', 'npm', 'yarn', 'pnpm', 'bun', 'deno', 'tsc', 'eslint', 'prettier', 'biome', 'vitest', 'jest'],
  ...[
    'python',
    'pip',
    'pytest',
    'mypy',
    'ruff',
    'black',
    'flake8',
    'pylint',
    'pyright',
    'poetry',
    'uv',
    'tox',
  ],
  ...[
    'go',
    'golangci-lint',
    'staticcheck',
    'rustc',
    'cargo',
    'clippy',
    'rustfmt',
    'ruby',
    'bundler',
    'rubocop',
  ],
  ...['java', 'javac', 'openjdk', 'gradle', 'kotlin', 'php', 'composer', 'phpunit', 'phpstan', 'dotnet'],
  ...['gcc', 'g\\+\\+', 'clang', 'cmake', 'ninja', 'docker', 'terraform', 'helm', 'kubectl', 'shellcheck'],
];

/** One name and one version a line; every pattern is anchored and bounded. */
const SAID: readonly RegExp[] = [
  // As tools say it of themselves, and setup-node of them: `node: v20.11.1`, `go version go1.22.3 linux/amd64`.
  new RegExp(
    `^(?<name>${TOOLS.join('|')})(?::| version| has version)? {1,4}(?:go|")?(?<version>${VERSION})(?=["\\s,)(]|$)`,
    'i',
  ),
  new RegExp(
    `^Successfully set up (?<name>CPython|PyPy|Go|Ruby)(?: version)? \\(?(?<version>${VERSION})\\)?$`,
    'i',
  ),
  new RegExp(`^(?:Resolved|Installed) (?<name>Java) (?<version>${VERSION}) `),
  new RegExp(
    `^Found in cache @ \\S{1,200}/(?<name>node|go|Python|Ruby|Java_\\w{1,40})/(?<version>${VERSION})/`,
    'i',
  ),
  // What package managers install.
  new RegExp(`^\\s{0,4}(?:Compiling|Downloaded|Checking|Locking) (?<name>${NAME}) (?<version>${VERSION})$`),
  new RegExp(`^(?:Using|Installing|Fetching) (?<name>${NAME}) (?<version>${VERSION})$`),
  new RegExp(`^go: downloading (?<name>${NAME}) (?<version>${VERSION})$`),
  new RegExp(
    `^ {0,4}[-*+•] (?:Installing |Updating )?(?<name>${NAME})(?: \\(|==| )(?<version>${VERSION})\\)?$`,
  ),
];
const PIP = /^Successfully installed (\S.{0,19900})$/;
const PIP_ONE = new RegExp(`^(${NAME}?)-(${VERSION})$`);
const PYTEST = /^platform \S{1,40} -- (.{1,400})$/;
const PYTEST_ONE = new RegExp(`^(${NAME}?)[ -](${VERSION})$`);
const VITEST = new RegExp(`^\\s{0,4}(?:RUN|DEV) {1,4}(?<version>${VERSION})(?: |$)`);
/** The image of a hosted runner: two lines in a group of their own. */
const IMAGE = /^Image: ([\w.-]{1,60})$/;
const IMAGE_VERSION = /^Version: (\d{8}[\d.]{1,20})$/;

const SAME: Readonly<Record<string, string>> = { cpython: 'python', openjdk: 'java' };

export class ToolVersions {
  readonly #found = new Map<string, Set<string>>();
  #image: string | undefined;

  /** A line without its time. */
  see(text: string): void {
    if (text.length > MAX_LINE_CHARS || !DOTTED.test(text)) return;
    this.#image = IMAGE.exec(text)?.[1] ?? this.#image;
    const image = IMAGE_VERSION.exec(text)?.[1];
    if (image !== undefined && this.#image !== undefined) this.#add(`the image ${this.#image}`, image);
    for (const [name, version] of saidIn(text)) this.#add(name, version);
  }

  end(): Versions {
    return Object.fromEntries(
      [...this.#found].map(([name, versions]) => [
        name,
        [...versions].sort().join(', ').slice(0, MAX_VALUE_CHARS),
      ]),
    );
  }

  #add(said: string, version: string): void {
    const lower = said.toLowerCase();
    const name = SAME[lower] ?? lower;
    const known = this.#found.get(name);
    if (known === undefined && this.#found.size >= MAX_NAMES) return;
    const plain = ownCopy(version.replace(/^v(?=\d)/, ''));
    if (known === undefined) this.#found.set(ownCopy(name), new Set([plain]));
    else known.add(plain);
  }
}

/** What is no version but a secret that looks like one stands in none of them. */
export const safeVersions = (versions: Versions, redact: (text: string) => Redacted): Versions =>
  Object.fromEntries(
    Object.entries(versions).filter(([name, version]) => redact(`${name} ${version}`).count === 0),
  );

function saidIn(text: string): readonly (readonly [name: string, version: string])[] {
  const pip = PIP.exec(text)?.[1];
  if (pip !== undefined) return pairsIn(pip.split(' '), PIP_ONE);
  const pytest = PYTEST.exec(text)?.[1];
  if (pytest !== undefined) return pairsIn(pytest.split(', '), PYTEST_ONE);
  const vitest = VITEST.exec(text)?.groups?.version;
  if (vitest !== undefined) return [['vitest', vitest]];
  for (const pattern of SAID) {
    const { name, version } = pattern.exec(text)?.groups ?? {};
    if (name !== undefined && version !== undefined) return [[name, version]];
  }
  return [];
}

const pairsIn = (words: readonly string[], pattern: RegExp) =>
  words.flatMap((word) => {
    const [, name, version] = pattern.exec(word) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
