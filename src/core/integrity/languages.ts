// Which languages the guard reads, and how each writes a test that is skipped or focused and an assertion. All patterns run over
// masked code (mask.ts): no comment or string can match.

export type Language =
  | 'javascript'
  | 'python'
  | 'go'
  | 'rust'
  | 'java'
  | 'kotlin'
  | 'csharp'
  | 'ruby'
  | 'php';

const EXTENSIONS: Readonly<Record<string, Language>> = {
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  mts: 'javascript',
  cts: 'javascript',
  vue: 'javascript',
  svelte: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  groovy: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  cs: 'csharp',
  rb: 'ruby',
  php: 'php',
};

export const languageOf = (path: string): Language | undefined =>
  EXTENSIONS[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];

export type Grammar = {
  /** Begins an assertion. */
  readonly assertion: RegExp;
  /** In the decorators, attributes, modifiers or options of a test, or of the group around it. */
  readonly skippedBy: RegExp;
  /** In the body of a test. */
  readonly skips: RegExp;
  /** Runs this test alone, and no other. */
  readonly focusedBy: RegExp;
  /** Takes a failure in: its block is looked at (swallow.ts). */
  readonly catches: RegExp;
};

const NEVER = /(?!)/g;

export const GRAMMARS: Record<Language, Grammar> = {
  javascript: {
    assertion:
      /(?<![\w$.])(?:expect(?:\.(?:soft|poll|hasAssertions|assertions))?|expectTypeOf|assertType|(?:t\.|chai\.|sinon\.)?assert(?:\.\w+)*|(?:expect|assert|verify|should)[A-Z]\w*)\s*(?:<[^<>()\n]{0,80}>)?\s*\(|(?<![\w$.])t\.(?:is|not|truthy|falsy|true|false|deepEqual|notDeepEqual|like|throws|throwsAsync|notThrows|regex|snapshot|equal|equals|same|ok|notOk|strictSame)\s*\(|\.should\b|\)\s*\.expect\s*\(/g,
    skippedBy:
      /^x|\.\s*(?:skip|todo|fails|failing|fixme|skipIf|runIf)\b|\b(?:skip|todo|expectFailure)\s*:\s*(?!false\b)/,
    skips:
      /(?<![\w$])(?:t|ctx|context|this|test|it|testInfo)\.(?:skip|fixme|todo)\s*\(|(?<![\w$.])pending\s*\(/g,
    focusedBy: /^f|\.\s*only\b|\bonly\s*:\s*true\b/,
    catches: /\bcatch\s*(?:\([^()\n]{0,100}\)\s*)?\{|\.catch\s*\(|\bfinally\s*\{(?=\s*return\b)/g,
  },
  python: {
    assertion:
      /(?<![\w.])assert\b|\bself\.(?:assert|fail)\w*\s*\(|\.assert_(?:called|any|has|not|awaited)\w*\s*\(|\bpytest\.(?:raises|warns|fail)\s*\(|(?<![\w])(?:\w+\.)?assert_\w+\s*\(/g,
    skippedBy:
      /@(?:[\w.]+\.)?(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b|\bmark\.(?:skip|skipif|xfail)\b/,
    skips:
      /\bpytest\.(?:skip|xfail|importorskip)\s*\(|\bself\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b/g,
    focusedBy: NEVER,
    catches: /^[ \t]*except\b[^\n]{0,200}:|\bcontextlib\.suppress\s*\(|(?<![\w.])suppress\s*\(/gm,
  },
  go: {
    assertion:
      /(?<![\w.])(?:t|b|tb|s\.T\(\))\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|(?<![\w.])(?:assert|require|is|qt|s|suite)\.[A-Z]\w*\s*\(|(?<![\w.])Expect\s*\(|(?<![\w.])(?:assert|require|check|expect)[A-Z]\w*\s*\(/g,
    skippedBy: /(?!)/,
    skips: /(?<![\w.])\w+\.(?:Skip|Skipf|SkipNow)\s*\(/g,
    focusedBy: NEVER,
    catches: /(?<![\w.])recover\s*\(\s*\)/g,
  },
  rust: {
    assertion: /\b(?:debug_|prop_)?assert(?:_\w+)?!\s*[([{]|(?<![\w.])panic!\s*[([{]|\binsta::\w+!\s*[([{]/g,
    skippedBy:
      /#\s*\[\s*(?:ignore\b|cfg_attr\s*\([^\]]{0,200}\bignore\b|should_panic\b|cfg\s*\((?!\s*test\s*\)))/,
    skips: NEVER,
    focusedBy: NEVER,
    catches: /\bcatch_unwind\s*\(/g,
  },
  java: {
    assertion:
      /(?<![\w.])(?:[Aa]ssert(?:ions|j)?\.)?(?:assert\w*|fail)\s*\(|(?<![\w.])Assert\.\w+\s*\(|(?<![\w.])(?:verify|then|expectThrows|expect)\s*\(|\.andExpect\s*\(/g,
    skippedBy:
      /@(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*|Test\s*\([^)]{0,200}\b(?:enabled\s*=\s*false|expected\s*=))/,
    skips:
      /(?<![\w.])(?:Assum(?:e|ptions)\.)?assum(?:e|ing)(?:True|False|That|NotNull|NoException)\s*\(|\bnew\s+(?:SkipException|TestAbortedException)\b/g,
    focusedBy: NEVER,
    catches: /\bcatch\s*\([^()\n]{0,200}\)\s*\{/g,
  },
  kotlin: {
    assertion:
      /(?<![\w.])(?:[Aa]ssert(?:ions)?\.)?(?:assert\w*|fail)\s*[({<]|(?<![\w.])(?:verify|coVerify|expectThat|expect)\s*[({]|\bshould(?:Be|Not|Have|Throw|Contain|Start|End|Match)\w*/g,
    skippedBy: /@(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*)/,
    skips: /(?<![\w.])assum(?:e|ing)(?:True|False|That|NotNull)\s*\(/g,
    focusedBy: NEVER,
    catches: /\bcatch\s*\([^()\n]{0,200}\)\s*\{|\brunCatching\s*\{/g,
  },
  csharp: {
    assertion:
      /(?<![\w.])(?:Assert|StringAssert|CollectionAssert|ClassicAssert)\.(?!Ignore|Inconclusive|Pass\b)\w+\s*(?:<[^<>()\n]{0,80}>)?\s*\(|\.Should\w*\s*\(|\.Verify\w*\s*\(|\.Received\s*\(/g,
    skippedBy: /\[[^\]]{0,300}\b(?:Ignore|Explicit)\b|\bSkip\s*=/,
    skips: /(?<![\w.])Assert\.(?:Ignore|Inconclusive|Pass)\s*\(|(?<![\w.])Skip\.(?:If|IfNot)\s*\(/g,
    focusedBy: NEVER,
    catches: /\bcatch\s*(?:\([^()\n]{0,200}\)\s*)?(?:when\s*\([^()\n]{0,200}\)\s*)?\{/g,
  },
  ruby: {
    assertion:
      /(?<![\w.:])expect\s*[({]|(?<![\w.:])(?:assert|refute)(?:_\w+)?[!?]?(?=[ (])|(?<![\w.:])(?:is_expected|flunk)\b|\.(?:must|wont)_\w+|\.should(?:_not)?\b/g,
    skippedBy:
      /^x|^(?:pending|skip)\b|\b(?:skip|pending):\s*(?!false\b|nil\b)|[ ,(]:(?:skip|pending)\b|,\s*(?:if|unless):\s/,
    skips:
      /^[ \t]*(?:skip|pending)\b(?![ \t]*[=.,:])|^[ \t]*(?:next|return)\b(?=[ \t]*(?:$|if\b|unless\b))/gm,
    focusedBy: /^f|:focus\b|\bfocus:\s*true\b/,
    catches: /^[ \t]*rescue\b|[ \t]rescue\b(?=[ \t]+\w)/gm,
  },
  php: {
    assertion:
      /(?:\$this\s*->|self::|static::|Assert::)\s*(?:assert|expect|fail)\w*\s*\(|(?<![\w$>:])(?:expect|assert)\s*\(/g,
    skippedBy:
      /->\s*(?:skip\w*|todo)\s*\(|(?<![\w$>:])todo\b|#\s*\[[^\]]{0,200}\b(?:Requires\w+|DoesNotPerformAssertions)\b/,
    skips: /(?:->|::)\s*markTest(?:Skipped|Incomplete)\s*\(|(?:->|::)\s*expectNotToPerformAssertions\s*\(/g,
    focusedBy: /->\s*only\s*\(/,
    catches: /\bcatch\s*\([^()\n]{0,200}\)\s*\{/g,
  },
};
