// Lints that were made errors look like errors of the compiler: a note names them, below the first of each only.
import type { Finding } from '../../grammar.ts';

const NAMED =
  /(?:`-[DF] ([\w:-]{1,100})` implied by|`#\[(?:deny|forbid)\(([\w:]{1,100})\)\]`|requested on the command line with `-[DF] ([\w:-]{1,100})`|rust-clippy\/\S{1,100}#(\w{1,100})$)/m;
const LEVEL =
  /the lint level is defined here[\s\S]{0,600}?#!?\[(?:deny|forbid)\(([\w:]{1,100})[^\]]{0,300}\]/;
/** rustdoc has no other errors than these. */
const OF_DOCS: readonly (readonly [RegExp, string])[] = [
  [/^unresolved link to `/, 'rustdoc::broken_intra_doc_links'],
  [/^public documentation for `.{1,200}` links to private item/, 'rustdoc::private_intra_doc_links'],
  [/^(?:unclosed|unopened) HTML tag /, 'rustdoc::invalid_html_tags'],
];
const GROUPS: ReadonlySet<string> = new Set(['', 'warnings', 'unused', 'clippy::all', 'clippy::pedantic']);

type Kind = Pick<Finding, 'kind' | 'code' | 'tool'>;

export function kindOf(code: string | undefined, message: string, body: string): Kind {
  if (code !== undefined) return { kind: 'compile', code };
  const [, ...names] = NAMED.exec(body) ?? [];
  const level = LEVEL.exec(body)?.[1];
  const doc = OF_DOCS.find(([pattern]) => pattern.test(message))?.[1];
  const found = names.find((name) => name !== undefined) ?? level ?? doc;
  if (found === undefined) return { kind: 'compile' };
  const isClippy = body.includes('rust-clippy') && !found.includes('::');
  const name = `${isClippy ? 'clippy::' : ''}${found.replaceAll('-', '_')}`;
  return {
    kind: 'lint',
    ...(GROUPS.has(name) ? {} : { code: name }),
    tool: toolOf(name),
  };
}

const toolOf = (name: string): string =>
  name.startsWith('clippy::') ? 'clippy' : name.startsWith('rustdoc::') ? 'rustdoc' : 'rustc';

/** The second unused variable is one because the first was named so. */
export function withKnownLints(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map<string, Kind>();
  for (const { kind, code, tool, message } of findings)
    if (kind === 'lint' && code !== undefined) known.set(shapeOf(message), { kind, code, tool });
  return findings.map((finding) =>
    finding.code === undefined && (finding.kind === 'compile' || finding.kind === 'lint')
      ? { ...finding, ...known.get(shapeOf(finding.message)) }
      : finding,
  );
}

const shapeOf = (message: string): string => message.slice(0, 300).replace(/`[^`]{0,200}`/g, '`');
