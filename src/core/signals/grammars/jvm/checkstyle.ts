// Checkstyle, PMD, SpotBugs, ktlint, detekt and spotless, as they print below Maven, Gradle and alone.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf, problemsIn } from '../problem-lines.ts';

const SOURCE = String.raw`(?<file>(?:[A-Za-z]:)?[^:\s[(][^:[(]{0,500}\.\w{1,12})`;
const PLAIN = new RegExp(
  String.raw`^(?:\[ant:checkstyle\] )?\[ERROR\] ${SOURCE}:(?<line>\d{1,7})(?::(?<column>\d{1,7}))?: (?<message>.{1,2000}) \[(?<code>\w{1,100})\]$`,
);
const MAVEN = new RegExp(
  String.raw`^\[ERROR\] ${SOURCE}:\[(?<line>\d{1,7})(?:,(?<column>\d{1,7}))?\] \(\w{1,60}\) (?<code>\w{1,100}): (?<message>.{1,2000})$`,
);
const PMD_MAVEN =
  /^\[(?:INFO|WARNING|ERROR)\] PMD Failure: (?<file>[\w.$]{1,300}):(?<line>\d{1,7}) Rule:(?<code>\w{1,100}) Priority:\d (?<message>.{1,2000})$/;
const PMD = new RegExp(
  String.raw`^${SOURCE}:(?<line>\d{1,7}):\s{1,4}(?<code>[A-Z]\w{2,80}):\s{1,4}(?<message>.{1,2000})$`,
);
const SPOTBUGS =
  /^\[ERROR\] (?:High|Medium|Low): (?<message>.{1,1500}) \[[^\]]{0,800}\] (?:In|At) (?<file>[\w$]{1,200}\.\w{1,10}):\[lines? (?<line>\d{1,7})(?:-\d{1,7})?\] (?<code>[A-Z_]{3,100})$/;
const KTLINT =
  /^(?:\[ERROR\] )?(?<file>(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.kts?):(?<line>\d{1,7}):(?<column>\d{1,7}):? (?!error: |warning: )(?<message>.{1,1500}?) \((?:cannot be auto-corrected\) \()?(?<code>[\w:-]{3,100})\)$/;
const DETEKT =
  /^(?:\s{0,8}- )?(?<file>(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.kts?):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<message>.{1,2000}) \[(?<code>[A-Z]\w{2,80})\]$/;
const SPOTLESS = /The following files had format violations:$/;
const SPOTLESS_FILE = /^\s{2,12}(\S.{0,500}\.\w{1,12})$/;
const SPOTLESS_END = /^(?:\[ERROR\] )?Run '.{1,200}(?:spotlessApply|spotless:apply)/;

const linter = (tool: string, marks: readonly string[], ...patterns: readonly RegExp[]): Grammar => ({
  tool,
  marks,
  read: (lines) => ({
    findings: distinct(patterns.flatMap((pattern) => problemsIn(lines, 'lint', pattern))).toSorted(
      (a, b) => a.from - b.from,
    ),
  }),
});

export const checkstyle = linter('checkstyle', ['[ERROR] '], PLAIN, MAVEN);
export const spotbugs = linter('spotbugs', ['[ERROR] High: ', '[ERROR] Medium: ', '[ERROR] Low: '], SPOTBUGS);
export const ktlint = linter('ktlint', ['.kt:', '.kts:'], KTLINT);
export const detekt = linter('detekt', ['.kt:', '.kts:'], DETEKT);

/** Its Maven plug-in names the class instead of the file. */
export const pmd: Grammar = {
  tool: 'pmd',
  marks: ['PMD Failure: ', ':\t'],
  read(lines) {
    const ofMaven = problemsIn(lines, 'lint', PMD_MAVEN).map((finding) => ({
      ...finding,
      file: `${finding.file?.split('$')[0]?.replaceAll('.', '/')}.java`,
    }));
    return { findings: [...ofMaven, ...problemsIn(lines, 'lint', PMD)] };
  },
};

export const spotless: Grammar = {
  tool: 'spotless',
  marks: ['format violations'],
  read(lines) {
    return {
      findings: distinct(lines.flatMap(({ text }, at) => (SPOTLESS.test(text) ? filesBelow(lines, at) : []))),
    };
  },
};

/** Each file once, however its difference is printed below it, deeper in. */
function filesBelow(lines: readonly LogLine[], start: number): readonly Finding[] {
  const indent = bare(textAt(lines, start + 1)).search(/\S/);
  const to = endOf(
    lines,
    start + 1,
    (text) => SPOTLESS_END.test(bare(text)) || /^(?:\* |BUILD )/.test(text),
    2_000,
  );
  return lines.slice(start + 1, to).flatMap(({ text }, index) => {
    const printed = bare(text);
    const file = printed.search(/\S/) === indent ? SPOTLESS_FILE.exec(printed)?.[1] : undefined;
    if (file === undefined) return [];
    return [{ ...problemOf('format', { file, message: 'has format violations' }, start + 1 + index) }];
  });
}

const bare = (text: string): string => text.replace(/^\[ERROR\]/, '');
