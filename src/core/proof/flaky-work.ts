// Whether a request is about flaky tests, and which tests it names. Words only: who writes `prove=N` is never second-guessed.

/** Words that speak of tests by themselves. `flake` alone does not: Nix has flakes, and so has breakfast. */
const ALONE = /^(?:flak(?:i|y)ness|de-?flak(?:e|ed|es|ing|y))$/;
const FLAKY =
  /^(?:flak(?:y|ey|e|es|ed|ing|ier|iest)|intermittent(?:ly)?|sporadic(?:ally)?|non-?deterministic(?:ally)?|nondeterminism|unstable|unreliable|sometimes|randomly|occasionally)$/;
const TESTS = /^(?:tests?|testing|specs?|suites?|e2e)$/;
const DENIED = /^(?:not|no|never|without|ignore|ignoring|skip|skipping|except|unrelated|don['’]?t)$/;
/** How far apart "flaky" and "tests" may stand: "flaky in all of the hold tests". */
const NEAR_WORDS = 6;
const DENIAL_WORDS = 3;

/** True where the text asks for work on flaky tests. "Leave the flaky tests alone" is beyond it; `prove.runs: 0` switches it off. */
export function isFlakyWork(text: string): boolean {
  return text.split(/[.!?;](?=\s)|\n/).some(isFlakySentence);
}

function isFlakySentence(sentence: string): boolean {
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  const testsAt = words.flatMap((word, at) => (TESTS.test(word) ? [at] : []));
  return words.some((word, at) => {
    const isMeant =
      ALONE.test(word) || (FLAKY.test(word) && testsAt.some((other) => Math.abs(other - at) <= NEAR_WORDS));
    return isMeant && !words.slice(Math.max(0, at - DENIAL_WORDS), at).some((before) => DENIED.test(before));
  });
}

const MAX_TESTS = 10;
const MAX_TEST_CHARS = 200;
const FILE =
  /^[\w@][\w@+./-]*\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|php|exs?|dart|swift)(?:::[\w.:[\]-]+)?$/;

/**
 * Tests that a request names by their files, as `test/holds.test.js` or `tests/test_holds.py::test_expiry`, in their order. They go to
 * the test tool as arguments: nothing that could be an option of its, or lead out of the repository, is among them.
 */
export function namedTests(text: string): readonly string[] {
  const words = text.split(/[\s"'`“”‘’(),<>]+/).map((word) => word.replace(/^\.\/|[.:;!?]+$/g, ''));
  const tests = words.filter(
    (word) =>
      word.length <= MAX_TEST_CHARS && FILE.test(word) && /test|spec/i.test(word) && !word.includes('..'),
  );
  return [...new Set(tests)].slice(0, MAX_TESTS);
}
