// git: files that conflict, and remotes that do not answer or do not let in. What else git calls fatal, tests of git tools print as well.
import type { FailureKind } from '../../failure-signal.ts';
import type { Finding, Grammar } from '../../grammar.ts';

const CONTENT = /^CONFLICT \((?:content|add\/add|submodule|binary)\): Merge conflict in (\S.{0,1000})$/;
const OTHER = /^CONFLICT \([a-z/ ]{1,40}\): (\S.{0,1000}?) (?:deleted|renamed|added) (?:in|to) .{1,1500}$/;

const PATCH = /^error: patch failed: (\S.{0,500}):(\d{1,7})$/;

const REMOTE: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'permission',
    /^(?:fatal|remote|ERROR): .{0,500}(?:Authentication failed|Permission to \S{1,200} denied|Repository not found)/,
  ],
  ['permission', /^(?:git@\S{1,200}: )?Permission denied \(publickey/],
  ['permission', /^fatal: could not read Username for /],
  ['permission', /^fatal: unable to access '.{1,500}': The requested URL returned error: 40[13]/],
  ['network', /^fatal: unable to access '.{1,500}': /],
  ['network', /^fatal: (?:early EOF|the remote end hung up unexpectedly)/],
  ['network', /^ssh: connect to host \S{1,200} port \d{1,5}: /],
];

const NOT_THERE = /^(?:error|fatal): pathspec '.{1,500}' did not match any file/;

export const git: Grammar = {
  tool: 'git',
  marks: [
    'CONFLICT (',
    'fatal: ',
    'error: pathspec',
    'error: patch failed: ',
    'Permission denied (publickey',
    'ssh: connect to host',
    'Permission to ',
  ],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const file = CONTENT.exec(text)?.[1] ?? OTHER.exec(text)?.[1];
      if (file !== undefined)
        return [{ kind: 'build', file, code: 'CONFLICT', message: text, from: at, to: at + 1 }];
      const [, patched, line] = PATCH.exec(text) ?? [];
      if (patched !== undefined)
        return [
          {
            kind: 'build',
            file: patched,
            line: Number(line),
            code: 'CONFLICT',
            message: text,
            from: at,
            to: at + 1,
          },
        ];
      if (NOT_THERE.test(text)) return [{ kind: 'config', message: text, from: at, to: at + 1 }];
      const remote = REMOTE.find(([, pattern]) => pattern.test(text));
      return remote === undefined ? [] : [{ kind: remote[0], message: text, from: at, to: at + 1 }];
    });
    return { findings: oneOfEach(findings) };
  },
};

/** "Repository not found" is said by the server and then by git. */
function oneOfEach(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<FailureKind>();
  return findings.filter(({ code, kind }) => {
    if (code === 'CONFLICT') return true;
    const isNew = !seen.has(kind);
    seen.add(kind);
    return isNew;
  });
}
