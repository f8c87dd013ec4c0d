// Thresholds and rules of a project that nothing broke but that were not met: coverage, size, the title of a pull request.
import type { Finding, Grammar } from '../../grammar.ts';

type Gate = { readonly tool: string; readonly pattern: RegExp };

const GATES: readonly Gate[] = [
  {
    tool: 'jest',
    pattern: /^Jest: (?:"\S{1,300}" )?coverage threshold for \w{1,20} \(\d{1,3}(?:\.\d{1,4})?%\) not met: /,
  },
  { tool: 'jest', pattern: /^Jest: Uncovered count for \w{1,20} \(/ },
  {
    tool: 'coverage',
    pattern:
      /^ERROR: Coverage for \w{1,20} \(\d{1,3}(?:\.\d{1,4})?%\) does not meet (?:global |"\S{1,300}" |)threshold /,
  },
  {
    tool: 'coverage',
    pattern: /^(?:FAIL |ERROR: )?Required test coverage of \d{1,3}(?:\.\d{1,4})?% not reached\. /,
  },
  { tool: 'coverage', pattern: /^Coverage failure: total of \d{1,3}(?:\.\d{1,4})? is less than fail-under=/ },
  {
    tool: 'simplecov',
    pattern:
      /^(?:Line|Branch) coverage (?:by file )?\(\d{1,3}(?:\.\d{1,4})?%\) is below the expected minimum/,
  },
  {
    tool: 'jacoco',
    pattern: /Rule violated for (?:bundle|package|class) \S{1,300}: .{1,300} but expected minimum is /,
  },
  {
    tool: 'codecov',
    pattern: /^(?:codecov\/(?:patch|project): )?\d{1,3}(?:\.\d{1,4})?% of diff hit \(target \d/,
  },
  { tool: 'size-limit', pattern: /^\s{0,4}Package size limit has exceeded by / },
  { tool: 'bundlesize', pattern: /^\s{0,4}FAIL\s{1,4}\S{1,300}: .{1,80} > maxSize / },
  { tool: 'gitlint', pattern: /^(?:-|\d{1,4}): (?:T\d{1,2} Title|B\d{1,2} Body|M1 Author) .{1,500}$/ },
  { tool: 'commitizen', pattern: /^commit validation: failed!$/ },
  {
    tool: 'lockfile-lint',
    pattern: /^detected invalid (?:host|protocol|package name|url|integrity).{1,500}$/,
  },
  { tool: 'commitlint', pattern: /^✖\s{1,4}(?!found \d)\S.{0,300} \[[a-z-]{3,40}\]$/ },
  {
    tool: 'semantic-pull-request',
    pattern: /^(?:Error: )?(?:No release type found in pull request title|Unknown release type) "/,
  },
  {
    tool: 'gate',
    pattern:
      /^(?:Error: )?(?:One or more|Some|At least one)(?: of the)? (?:required |needed )?(?:jobs|checks)(?: have| has)? failed\b/i,
  },
];

export const gates: Grammar = {
  tool: 'gate',
  marks: [
    ' Title ',
    ' Body ',
    ' Author ',
    'commit validation',
    'detected invalid',
    'overage',
    'ize limit',
    '> maxSize',
    '✖',
    'release type',
    'jobs',
    'checks',
    '% of diff hit',
  ],
  read(lines) {
    const seen = new Set<string>();
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const gate = GATES.find(({ pattern }) => pattern.test(text));
      const message = text.replace(/^(?:Error|ERROR): |^FAIL /, '').trim();
      if (gate === undefined || seen.has(message)) return [];
      seen.add(message);
      return [{ kind: 'gate', tool: gate.tool, message, from: at, to: at + 1 }];
    });
    return { findings };
  },
};
