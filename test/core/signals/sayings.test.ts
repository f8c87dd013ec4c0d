// Sentences that GitHub, its runner, systems and compilers have for what is none of a test's business, and what is made of each.
import { describe, expect, test } from 'vitest';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { rawLog, step } from './raw-log.ts';

const read = (text: string) => {
  const reader = fileReader({ file: 'x', redact: (said) => ({ text: said, count: 0 }) });
  reader.push(new TextEncoder().encode(text));
  return reader.end().signals;
};
const action = ['##[group]Run acme/x@v1', 'with:', '  key: value', '##[endgroup]', 'some words'];

const SAYINGS = [
  [
    'infra',
    'The hosted runner: GitHub Actions 12 lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.',
  ],
  [
    'infra',
    'The self-hosted runner: box-3 lost communication with the server. Verify the machine is running and has a healthy network connection. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.',
  ],
  [
    'infra',
    'The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.',
  ],
  ['infra', 'The job was not acquired by Runner of type hosted even after multiple attempts'],
  ['infra', 'The hosted runner encountered an error while running your job. (Error Type: Disconnect).'],
  ['infra', 'The job running on runner GitHub Actions 3 has been abandoned by the service.'],
  ['infra', 'Job was not started: no runner matching the specified labels was found: ubuntu-16.04'],
  [
    'timeout',
    'The job running on runner GitHub Actions 4 has exceeded the maximum execution time of 360 minutes.',
  ],
  ['timeout', 'The job has exceeded the maximum execution time of 10m0s'],
  ['timeout', "The action 'Run tests' has timed out after 5 minutes."],
  [
    'resource',
    "No space left on device : '/home/runner/runners/2.300.0/_diag/Worker_20260101-000000-utc.log'",
  ],
  [
    'resource',
    "System.IO.IOException: No space left on device : '/home/runner/runners/2.300.0/_diag/Worker.log'",
  ],
  ['config', 'Unable to resolve action `actions/chekout@v4`, repository not found'],
  ['config', 'Unable to resolve action `actions/checkout@v44`, unable to find version `v44`'],
  ['config', 'Unable to resolve action acme/private-action, not found'],
  [
    'infra',
    "Failed to download action 'https://api.github.com/repos/actions/checkout/tarball/abc'. Error: Response status code does not indicate success: 502 (Bad Gateway).",
  ],
  [
    'infra',
    "Failed to download archive 'https://api.github.com/repos/actions/setup-node/tarball/v4' after 3 attempts.",
  ],
  [
    'infra',
    "An action could not be found at the URI 'https://codeload.github.com/actions/setup-node/tar.gz/abc (0400:1)'",
  ],
  [
    'config',
    'The workflow is not valid. .github/workflows/ci.yml (Line: 7, Col: 5): Required property is missing: runs-on',
  ],
  ['config', 'Error in your yaml syntax on line 14'],
  ['config', "The template is not valid. .github/workflows/ci.yml (Line: 21, Col: 14): Unexpected value ''"],
  ['config', 'The workflow must contain at least one job with no dependencies.'],
  ['config', "Job 'test' depends on unknown job 'buidl'."],
  ['config', "The job was not started because matrix vector 'os' does not contain any values"],
  [
    'config',
    "Error when evaluating 'strategy' for job 'test'. .github/workflows/ci.yml (Line: 9, Col: 14): Unexpected type of value '', expected type: Sequence.",
  ],
  ['permission', 'Resource not accessible by integration'],
  ['permission', 'HttpError: Resource not accessible by integration'],
  ['permission', 'Bad credentials'],
  ['permission', 'Parameter token or opts.auth is required'],
  ['permission', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  [
    'permission',
    'refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission',
  ],
  ['permission', 'remote: Permission to acme/app.git denied to github-actions[bot].'],
  [
    'permission',
    'Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  [
    'permission',
    'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
  ],
  ['permission', 'Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable'],
  [
    'permission',
    'actions/checkout@v4 is not allowed to be used in acme/app. Actions in this workflow must be: within a repository owned by acme.',
  ],
  ['network', 'API rate limit exceeded for installation ID 12345.'],
  [
    'network',
    "API rate limit exceeded for 20.1.2.3. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
  ],
  ['network', 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'],
  ['network', 'Failed to CreateArtifact: Unable to make request: ECONNRESET'],
  [
    'network',
    'Failed to CreateArtifact: Received non-retryable error: Failed request: (500) Internal Server Error',
  ],
  [
    'resource',
    'Failed to CreateArtifact: Artifact storage quota has been hit. Unable to upload any new artifacts. Usage is recalculated every 6-12 hours.',
  ],
  [
    'config',
    'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
  ],
  ['config', 'The artifact name is not valid: a/b. Contains the following character:  Forward slash /'],
  ['config', 'No files were found with the provided path: dist. No artifacts will be uploaded.'],
  ['config', 'Unable to download artifact(s): Artifact not found for name: dist'],
  ['network', 'Unable to download artifact(s): Unable to make request: ENOTFOUND'],
  ['network', 'getCacheEntry failed: Cache service responded with 503'],
  [
    'permission',
    "The job was not started because recent account payments have failed or your spending limit needs to be increased. Please check the 'Billing & plans' section in your settings",
  ],
  ['permission', 'The job was not started because your account is locked due to a billing issue.'],
  [
    'config',
    'This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`. Learn more: https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/',
  ],
  ['config', 'Missing download info for actions/upload-artifact@v3'],
  [
    'config',
    'The `set-output` command is disabled. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/',
  ],
  [
    'config',
    'The `set-env` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`.',
  ],
  ['config', "Unable to process file command 'output' successfully."],
  ['config', "Invalid format 'hello world'"],
  ['config', "Unable to find Node version '99' for platform linux and architecture x64."],
  ['config', "Unable to find Node version '^24.99' for platform linux and architecture x64."],
  ['config', "The version '3.99' with architecture 'x64' was not found for Ubuntu 24.04."],
  ['config', 'Version 3.99 with arch x64 not found'],
  ['config', "Could not find satisfied version for SemVer '99'."],
  ['config', "Unable to find Go version '1.99' for platform linux and architecture amd64."],
  ['config', 'Could not find Java version 99 for distribution temurin'],
  ['config', 'Unknown version 9.9.9 for ruby on ubuntu-24.04'],
  ['config', 'The specified node version file at: /home/runner/work/app/app/.nvmrc does not exist'],
  [
    'config',
    'Dependencies lock file is not found in /home/runner/work/app/app. Supported file patterns: package-lock.json,npm-shrinkwrap.json,yarn.lock',
  ],
  ['config', 'Input required and not supplied: token'],
  [
    'config',
    "Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '/home/runner/work/app/app/.github/actions/x'. Did you forget to run actions/checkout before running your local action?",
  ],
  [
    'config',
    'No file in /home/runner/work/app/app matched to [**/requirements.txt or **/pyproject.toml], make sure you have checked out the target repository',
  ],
  [
    'infra',
    'This request was automatically failed because there were no enabled runners online to process the request for more than 1 days.',
  ],
  ['config', "A branch or tag with the name 'relaese' could not be found"],
  ['network', "fatal: unable to access 'https://github.com/acme/app/': Could not resolve host: github.com"],
  [
    'network',
    "fatal: unable to access 'https://github.com/acme/app/': The requested URL returned error: 502",
  ],
  ['config', 'Container action is only supported on Linux'],
  ['infra', 'Docker pull failed with exit code 1'],
  ['infra', 'Failed to initialize container postgres:99'],
  ['infra', 'One or more containers failed to start.'],
  [
    'config',
    "An error occurred trying to start process '/usr/bin/bash' with working directory '/home/runner/work/app/app/web'. No such file or directory",
  ],
  ['config', 'Required environment "production" does not exist'],
  ['infra', 'Internal server error. Correlation ID: 1f2e'],
  ['infra', 'GitHub Actions has encountered an internal error when running your job.'],
  [
    'infra',
    "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists.",
  ],
] as const;
const MEMORY = [
  ['the kernel', '[  99.1] Out of memory: Killed process 1234 (node) total-vm:9000kB', 137],
  ['a shell', '/home/runner/work/_temp/a.sh: line 1:  1234 Killed                  node big.js', 137],
  ['nobody', '', 137],
  ['make', 'make: *** [Makefile:3: all] Killed', 2],
  [
    'a compiler',
    'c++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.\nmake: *** [Makefile:3: a.o] Error 1',
    2,
  ],
  ['a linker', 'collect2: fatal error: ld terminated with signal 9 [Killed]\ncompilation terminated.', 1],
  ['npm', 'npm error code 137\nnpm error path /home/runner/work/a/a\nnpm error signal SIGKILL', 1],
  ['yarn', 'error Command failed with signal "SIGKILL".', 1],
  [
    'an image',
    '#9 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 137',
    1,
  ],
  [
    'node',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb node::Abort()\nAborted (core dumped)',
    134,
  ],
  [
    'python',
    'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    x = [0] * 10**12\nMemoryError',
    1,
  ],
  ['java', 'java.lang.OutOfMemoryError: Java heap space\n\tat com.acme.A.b(A.java:3)', 1],
  ['rust', 'memory allocation of 999999999999 bytes failed\nAborted (core dumped)', 134],
  ['go', 'fatal error: runtime: out of memory\n\nruntime stack:\nruntime.throw({0x1, 0x2})', 2],
  ['fork', 'fork: Cannot allocate memory', 1],
  [
    'rustc',
    "error: could not compile `big` (lib)\n\nCaused by:\n  process didn't exit successfully: `rustc --crate-name big` (signal: 9, SIGKILL: kill)",
    101,
  ],
] as const;

describe.each(SAYINGS)('%s: %s', (kind, said) => {
  test('where an action ends with it', () => {
    const { outcome, failures } = read(rawLog(step('npm ci', 'ok', 0), [...action, `##[error]${said}`]));
    expect(outcome).toMatch(/failed|timed_out/);
    expect(failures[0]).toMatchObject({ kind, message: expect.stringContaining(said.slice(-15)) });
  });

  test('where it is noted of the whole job', () => {
    const note = { path: '.github', start_line: 1, annotation_level: 'failure', message: said };
    expect(read(JSON.stringify([note])).failures[0]).toMatchObject({ kind });
  });

  test('is nothing where a program says it and passes', () => {
    expect(read(rawLog(step('npm test', said, 0), step('npm run lint', 'ok', 0))).failures).toEqual([]);
  });
});

test('an invalid workflow is told where it is invalid', () => {
  const message =
    'Invalid workflow file: .github/workflows/ci.yml#L12\nThe workflow is not valid. .github/workflows/ci.yml (Line: 12, Col: 9): Unexpected value';
  const note = { path: '.github', start_line: 1, annotation_level: 'failure', message };
  expect(read(JSON.stringify([note])).failures).toMatchObject([
    { kind: 'config', file: '.github/workflows/ci.yml', line: 12, column: 9 },
  ]);
});

test.each([
  ['config', 'Unable to resolve action `acme/x@v44`, unable to find version `v44`', 'change'],
  ['infra', 'Unable to resolve actions. Service Unavailable', 'infra'],
  ['permission', 'The job was not started because your account is locked due to a billing issue.', 'person'],
])('%s: “%s” is a matter of %s', (_, said, likely) => {
  expect(read(rawLog([...action, `##[error]${said}`])).triage.likely).toBe(likely);
});

describe('memory', () => {
  test.each(MEMORY)('%s', (_, output, code) => {
    const { failures } = read(rawLog(step('make', output, code)));
    expect(failures).toMatchObject([{ kind: 'resource' }]);
  });

  test.each([
    ['the script', 'timeout -s KILL 60 ./serve', 'listening'],
    ['what it printed', './run.sh', '+ kill -9 4711\nKilled'],
  ])('is not to blame where %s kills', (_, script, output) => {
    const { failures, triage } = read(rawLog(step(script, output, 137)));
    expect(failures).toMatchObject([
      { kind: 'crash', code: '137', message: expect.stringContaining('by a command') },
    ]);
    expect(triage.likely).not.toBe('infra');
  });

  test('is no excuse for a test that failed', () => {
    const output =
      '--- FAIL: TestSum (0.00s)\n    a_test.go:4: got 1, want 2\nFAIL\nOOMKilled\nFAIL\tacme/a\t0.1s';
    expect(read(rawLog(step('go test ./...', output, 1))).failures).toMatchObject([{ kind: 'test' }]);
  });
});
