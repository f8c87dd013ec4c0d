// composer: requirements that cannot be met, lock files that are stale, packages that cannot be fetched.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';

const PROBLEM = /^ {1,4}Problem \d{1,4}$/;
const SAYINGS: readonly (readonly [FailureKind, RegExp])[] = [
  ['dependency', /^Required package "\S{1,200}" is not present in the lock file\./],
  ['dependency', /^Your lock file does not contain a compatible set of packages\./],
  [
    'network',
    /^\s{0,4}(?:curl error \d{1,3} while downloading|The "https?:\/\/\S{1,300}" file could not be downloaded)/,
  ],
  ['permission', /^\s{0,4}Could not authenticate against \S{1,200}/],
];

export const composer: Grammar = {
  tool: 'composer',
  marks: ['Problem 1', 'lock file', 'curl error', 'could not be downloaded', 'Could not authenticate'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      if (PROBLEM.test(text)) {
        const to = endOf(lines, at + 1, (each) => PROBLEM.test(each) || !/^\s{2,}\S/.test(each), 30);
        const said = textOf(lines, at + 1, to);
        return said.startsWith('- ') ? [{ kind: 'dependency', message: said.slice(2), from: at, to }] : [];
      }
      const saying = SAYINGS.find(([, pattern]) => pattern.test(text));
      // What follows as problems says why.
      const isExplained = saying?.[0] === 'dependency' && PROBLEM.test(textAt(lines, at + 1));
      return saying === undefined || isExplained
        ? []
        : [{ kind: saying[0], message: text.trim(), from: at, to: at + 1 }];
    });
    return { findings };
  },
};
