// Lines in tests and in what runners load by which tests stop being judged without a word at any of them: the process ends well
// by itself, hooks skip, collection is emptied, `expect` is another one, a class is no test class any more.
import type { Weakening } from './compare-tests.ts';
import { GRAMMARS, type Language, languageOf } from './languages.ts';
import { mask } from './mask.ts';
import { isCollected, isRunnerConfig, isTestFile } from './paths.ts';
import type { FileTexts } from './settings.ts';
import { hunkOf, linesBeyond, type Range } from './text.ts';

type Override = {
  readonly languages?: readonly Language[];
  readonly pattern: RegExp;
  readonly rule: Weakening['rule'];
  readonly detail: string;
  /** Not in what tests start as programs of their own. */
  readonly isOfRunner?: boolean;
};

const OVERRIDES: readonly Override[] = [
  {
    pattern:
      /\bprocess\.(?:exit|reallyExit|kill|abort)\s*\(|\bprocess\.exitCode\s*=|\bos\._exit\s*\(|\bsys\.exit\s*\(|\bos\.Exit\s*\(\s*0|\bruntime\.Goexit\s*\(|\bexit!|\bat_exit\b|\bexitstatus\s*=|\bfailure_exit_code\s*=|\bSystem\.exit\s*\(|\bregister_shutdown_function\s*\(|\b(?:std::)?process::exit\s*\(|\bEnvironment\.Exit\s*\(/,
    isOfRunner: true,
    rule: 'failure_swallowed',
    detail: 'this ends the run by itself, whatever the tests said',
  },
  {
    languages: ['python'],
    pattern:
      /\bdef\s+(?:pytest_(?:collection_modifyitems|runtest_makereport|ignore_collect|collect_file|pycollect_makeitem|sessionfinish|runtest_protocol|runtest_setup|runtest_call|deselected|report_teststatus)|load_tests)\b|^\s*__test__\s*=\s*False|^\s*del\s+[\w.]*\btest_\w+|^\s*collect_ignore\w*\s*=/,
    rule: 'test_not_run',
    detail: 'this decides which tests are run, or what became of them',
  },
  {
    languages: ['ruby'],
    pattern:
      /\bfilter_run(?:_excluding|_including|_when_matching)?\b|\bfilter_manager\b|\bexclusion_filter\b/,
    rule: 'test_not_run',
    detail: 'this decides which tests are run',
  },
  {
    languages: ['java', 'kotlin', 'php', 'csharp'],
    pattern: /\babstract\s+class\s+\w*Tests?\b/,
    rule: 'test_not_run',
    detail: 'runners leave out a class that is abstract',
  },
  {
    languages: ['java'],
    pattern: /\bprivate\s+(?:static\s+)?void\s+\w+\s*\(/,
    rule: 'test_not_run',
    detail: 'runners leave out a method that is private',
  },
  {
    languages: ['javascript'],
    pattern:
      /\b(?:const|let|var|function)\s+(?:expect|assert|it|test|describe)\b\s*[=(:]|\b(?:globalThis|global|window)\.(?:expect|assert|it|test|describe)\s*=/,
    rule: 'assertion_loosened',
    detail: 'the words of the runner mean something else from here on',
  },
];
const OWN_EXPECT = /^\s*import\b[^;\n]*\b(?:expect|assert|it|test)\b[^;\n]*\bfrom\s*['"]\.[^;\n]*/;

/** `tests`: the lines, from 1, that each test of the new text takes. */
export function overrides({ path, before, after }: FileTexts, tests: readonly Range[]): Weakening[] {
  const language = languageOf(path);
  const isTest = isTestFile(path);
  if (language === undefined || (!isTest && !isRunnerConfig(path))) return [];
  // A new test file that does so does it to itself; what runners load does it to others.
  if (before === '' && !isRunnerConfig(path)) return [];
  const isRunners = isCollected(path) || isRunnerConfig(path);
  const code = mask(after, language).code.split('\n');
  const found = linesBeyond(after, before).flatMap(({ line, text }): Weakening[] => {
    const seen = code[line - 1] ?? '';
    const known = OVERRIDES.find(
      ({ languages, pattern, isOfRunner = false }) =>
        (languages?.includes(language) ?? true) && (isRunners || !isOfRunner) && pattern.test(seen),
    );
    const other = known ?? ofHook(language, seen, line, tests) ?? ofImport(language, text, before);
    return other === undefined
      ? []
      : [{ rule: other.rule, path, line, detail: other.detail, hunk: hunkOf([], [text]) }];
  });
  return language === 'python' ? [...found, ...renamedClasses(path, before, after)] : found;
}

type Told = Pick<Override, 'rule' | 'detail'>;

/** Outside of every test: in a hook, where it is every test that is skipped. */
function ofHook(language: Language, code: string, line: number, tests: readonly Range[]): Told | undefined {
  const { skips } = GRAMMARS[language];
  const isInTest = tests.some(({ from, to }) => line >= from && line <= to);
  const isSkip = new RegExp(skips.source, skips.flags.replace('g', '')).test(code);
  return isInTest || !isSkip
    ? undefined
    : { rule: 'test_skipped', detail: 'this skips every test that it is run before' };
}

function ofImport(language: Language, text: string, before: string): Told | undefined {
  const isOwn = language === 'javascript' && OWN_EXPECT.test(text);
  if (!isOwn || before.split('\n').some((line) => OWN_EXPECT.test(line))) return undefined;
  return { rule: 'assertion_loosened', detail: 'what judges comes from another place than before' };
}

/** pytest collects classes that are called Test…, and of those none with a constructor. */
function renamedClasses(path: string, before: string, after: string): Weakening[] {
  const gone = linesBeyond(before, after).filter(({ text }) => /^class\s+Test\w*/.test(text));
  const come = linesBeyond(after, before).filter(({ text }) =>
    /^class\s+(?!Test)\w+(?![^\n]*TestCase)/.test(text),
  );
  const built = /^class\s+Test/m.test(after)
    ? linesBeyond(after, before).filter(({ text }) => /^\s+def\s+__(?:init|new)__\s*\(/.test(text))
    : [];
  const renamed = gone.length > 0 ? come : [];
  return [...renamed, ...built].map(({ line, text }) => ({
    rule: 'test_not_run',
    path,
    line,
    detail: 'pytest collects no such class',
    hunk: hunkOf(
      gone.map((each) => each.text),
      [text],
    ),
  }));
}
