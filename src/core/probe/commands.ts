// How one failing test is run by itself, for tools of which that is known. Program and arguments, seen by no shell.
import type { Policy } from '../policy.ts';
import type { FailureNote } from '../signals/failure-signal.ts';

/** What may stand as an argument: logs are anybody's text. */
type Named = { readonly test: string | undefined; readonly file: string | undefined };
type Template = (named: Named) => readonly string[] | undefined;

/** With its file as the only argument: a test's name is a pattern to most tools, and other tests of the file do no harm. */
const byFile =
  (...command: readonly string[]): Template =>
  ({ file }) =>
    file === undefined ? undefined : [...command, file];

const byRustPath: Template = ({ test }) =>
  test !== undefined && /^[\w:]{1,200}$/.test(test) ? ['cargo', 'test', '--no-fail-fast', test] : undefined;

const COMMANDS: Readonly<Record<string, Template>> = {
  vitest: byFile('npx', '--no-install', 'vitest', 'run'),
  jest: byFile('npx', '--no-install', 'jest', '--ci', '--runTestsByPath'),
  mocha: byFile('npx', '--no-install', 'mocha'),
  'node:test': byFile('node', '--test'),
  pytest: (named) => {
    const target = pytestTarget(named);
    return target === undefined ? undefined : ['python', '-m', 'pytest', target];
  },
  unittest: byFile('python', '-m', 'unittest'),
  // A subtest belongs to its test; the package is the file's folder.
  'go test': ({ test = '', file = '' }) => {
    const [own = ''] = test.split('/');
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
    return /^(?:Test|Example|Fuzz)\w*$/.test(own) && file !== ''
      ? ['go', 'test', '-count=1', '-v', '-run', `^${own}$`, `./${folder}`]
      : undefined;
  },
  'cargo test': byRustPath,
  nextest: byRustPath,
  rspec: byFile('bundle', 'exec', 'rspec'),
  minitest: byFile('bundle', 'exec', 'ruby', '-Itest'),
  phpunit: byFile('vendor/bin/phpunit'),
};

/** Its own name for a test is what it takes as an argument. */
const pytestTarget = ({ test, file }: Named): string | undefined => (test?.includes('::') ? test : file);

/** Undefined where none is known. What the repository says goes before what is known of its tools. */
export function probeCommand(failure: FailureNote, policy: Policy): readonly string[] | undefined {
  const { testId, tool, kind, file } = failure;
  if (testId === undefined || (kind !== 'test' && kind !== 'timeout')) return undefined;
  const named: Named = {
    test: isArgument(testId) ? testId : undefined,
    file: file !== undefined && isPath(file) ? file : undefined,
  };
  const said = saidCommand(policy);
  return said === null ? COMMANDS[tool]?.(named) : filledIn(said, named, tool);
}

/** The command of a proof serves where it can single out a test; one that was only guessed does not go before the tool's own. */
function saidCommand({ probe, prove }: Policy): readonly string[] | null {
  if (probe?.command != null) return probe.command;
  const singlesOut = prove.command?.some((part) => part.includes(TESTS)) ?? false;
  return singlesOut && prove.detectedIn === undefined ? prove.command : null;
}

const FILE = '{file}';
const TEST = '{test}';
const TESTS = '{tests}';

/** `{tests}` is what singles out this test for its tool: its own name for it, or its file. */
function filledIn(said: readonly string[], named: Named, tool: string): readonly string[] | undefined {
  const values = [
    [FILE, named.file],
    [TEST, named.test],
    [TESTS, tool === 'pytest' ? pytestTarget(named) : named.file],
  ] as const;
  const isLacking = values.some(
    ([mark, value]) => value === undefined && said.some((part) => part.includes(mark)),
  );
  if (isLacking) return undefined;
  return said.map((part) =>
    values.reduce((text, [mark, value = '']) => text.replaceAll(mark, () => value), part),
  );
}

const MAX_ARGUMENT_CHARS = 300;
/** No option of the tool's. */
const isArgument = (text: string): boolean =>
  text !== '' && text.length <= MAX_ARGUMENT_CHARS && !text.startsWith('-') && !/[\0\r\n]/.test(text);
/** In the repository. */
const isPath = (text: string): boolean =>
  isArgument(text) && !/^(?:[/\\~]|[A-Za-z]:)/.test(text) && !text.split(/[/\\]/).includes('..');
