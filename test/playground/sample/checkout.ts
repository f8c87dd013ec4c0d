// A fresh checkout of a sample repository, and the scripted agent at work in it.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const sampleDir = new URL('../../../src/playground/sample/', import.meta.url).pathname;
const agentFile = new URL('../../../src/playground/agent/scripted-agent.mjs', import.meta.url).pathname;

export type Brief = {
  readonly request: string;
  /** Names of tests that failed in the last attempt. */
  readonly failing?: readonly string[];
  readonly hint?: string;
  readonly script?: string;
  readonly attempt?: number;
};
export type Checkout = Awaited<ReturnType<typeof checkout>>;

/** `later`: what was pushed afterwards lies on top. */
export async function checkout(name: string, { later = false } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'sample-'));
  const cwd = join(directory, name);
  await cp(join(sampleDir, name), cwd, { recursive: true });
  if (later) await cp(join(sampleDir, 'later', name), cwd, { recursive: true });
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
  const env = { PATH: outer.PATH ?? '', TMPDIR: directory };
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    return (await execute('git', [...identity, ...args], { cwd })).stdout;
  };
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
  return {
    cwd,
    git,
    /** Exit code and output of the project's own Node. */
    node: (...args: string[]) =>
      execute(process.execPath, args, { cwd, env }).then(
        ({ stdout }) => ({ exitCode: 0, output: stdout }),
        (error: { code: number; stdout: string }) => ({ exitCode: error.code, output: error.stdout }),
      ),
    changed: async () =>
      (await git('status', '--porcelain'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.slice(3)),
    async agent({ request, failing = [], hint, script = '', attempt = 1 }: Brief) {
      const at = (file: string): string => join(directory, file);
      const failures = failing.map((testId) => ({ kind: 'test', job: 'test', testId, message: 'failed' }));
      const prompt = `# Task\n\n\`\`\`text the request\n${request}\n\`\`\`\n\n## Rules\n\n- Never hide a flaky test.\n`;
      await writeFile(at('prompt.md'), prompt);
      await writeFile(at('signals.json'), JSON.stringify({ attempt, failures, hint: hint ?? null }));
      await execute(process.execPath, [agentFile], {
        cwd,
        timeout: 60_000,
        env: {
          ...env,
          GREENLIGHT_PROMPT_FILE: at('prompt.md'),
          GREENLIGHT_SIGNALS_FILE: at('signals.json'),
          GREENLIGHT_RESULT_FILE: at('result.json'),
          GREENLIGHT_ATTEMPT: String(attempt),
          GREENLIGHT_SCRIPT: script,
        },
      });
      return JSON.parse(await readFile(at('result.json'), 'utf8')) as { summary: string; question?: string };
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}
