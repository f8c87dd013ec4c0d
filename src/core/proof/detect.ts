// How a repository's tests are run, where nobody has said so: only from what its own files say plainly. Program and arguments, seen by no shell.

export type Detected = { readonly command: readonly string[]; readonly from: string };

/** In the order in which they are read; the first that says something is believed. */
export const TELLING_FILES = [
  'package.json',
  'pytest.ini',
  'pyproject.toml',
  'setup.cfg',
  'tox.ini',
  'go.mod',
  'Cargo.toml',
] as const;

/** `text`: of one of the files above, at the base commit. Undefined where it says nothing of tests. */
export function detectTestCommand(file: string, text: string): Detected | undefined {
  const command = commandIn(file, text);
  return command && { command, from: file };
}

const PYTEST = ['python', '-m', 'pytest', '{tests}'];
/** Sections with which pytest is set up in files that are not its own. */
const SECTIONS: Readonly<Record<string, RegExp>> = {
  'pyproject.toml': /^\[tool\.pytest\b/m,
  'setup.cfg': /^\[tool:pytest\]/m,
  'tox.ini': /^\[pytest\]/m,
};

function commandIn(file: string, text: string): readonly string[] | undefined {
  switch (file) {
    case 'package.json':
      return ofPackage(text);
    case 'pytest.ini':
      return PYTEST;
    case 'go.mod':
      // Without the cache, which would give the first answer again and again.
      return /^module\s/m.test(text) ? ['go', 'test', '-count=1', './...'] : undefined;
    case 'Cargo.toml':
      return /^\[(?:package|workspace)\]/m.test(text) ? ['cargo', 'test', '--no-fail-fast'] : undefined;
    default:
      return SECTIONS[file]?.test(text) ? PYTEST : undefined;
  }
}

/** Anything a shell would make something of. */
const SHELL = /[|&;<>$`"'()*?{}[\]~#\\=]/;
const NEVER_ENDS = /--?watch|\b(?:nodemon|dev)\b/i;
const NO_TESTS = /no test specified/i;
const MAX_SCRIPT_CHARS = 500;

function ofPackage(text: string): readonly string[] | undefined {
  const { scripts, packageManager } = parsed(text);
  const script = scripts.test?.trim() ?? '';
  const isUsable =
    script !== '' && script.length <= MAX_SCRIPT_CHARS && !NEVER_ENDS.test(script) && !NO_TESTS.test(script);
  if (!isUsable) return undefined;
  return runner(script) ?? [packageManager, ...(packageManager === 'npm' ? ['test', '--silent'] : ['test'])];
}

/** A script that is nothing but one well-known tool with options: then tests can be named to it. */
function runner(script: string): readonly string[] | undefined {
  if (SHELL.test(script)) return undefined;
  const [program = '', ...given] = script.split(/\s+/);
  const rest = program === 'vitest' && given[0] === 'run' ? given.slice(1) : given;
  if (program === 'node' && given.length === 1 && given[0] === '--test') return ['node', '--test', '{tests}'];
  // What is no option is a path or the value of one: named tests beside it would be more tests, not fewer.
  if (!rest.every((word) => word.startsWith('--'))) return undefined;
  if (program === 'vitest') return ['npx', '--no-install', 'vitest', 'run', ...rest, '{tests}'];
  if (program === 'jest' || program === 'mocha') return ['npx', '--no-install', program, ...rest, '{tests}'];
  return undefined;
}

type Package = {
  readonly scripts: { readonly test?: string };
  readonly packageManager: 'npm' | 'pnpm' | 'yarn';
};

function parsed(text: string): Package {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A file that is no JSON says nothing of tests.
    value = null;
  }
  const { scripts, packageManager } = recordOf(value);
  const { test } = recordOf(scripts);
  const manager = typeof packageManager === 'string' ? /^(pnpm|yarn)@/.exec(packageManager)?.[1] : undefined;
  return {
    scripts: typeof test === 'string' ? { test } : {},
    packageManager: manager === 'pnpm' || manager === 'yarn' ? manager : 'npm',
  };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
