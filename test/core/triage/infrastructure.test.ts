// What looks like infrastructure and is not: a code failure is never blamed on a machine, however its own words sound.
import { describe, expect, it } from 'vitest';
import { isRunnerStep } from '#core/ci/runner-step.ts';
import { failedJobOf } from '#core/triage/failed-job.ts';
import { triageOfLog } from '#core/triage/of-log.ts';
import { signsAtTheEnd, signsIn } from '#core/triage/signs.ts';
import { judge, note, whole, without } from './known.ts';

/** What is read where no grammar knows the output: the last lines of the step. */
const tail = (...lines: string[]) =>
  without(
    note({ kind: 'unknown', tool: 'log', confidence: 'guessed', message: lines.join('\n') }),
    'testId',
    'file',
  );
const crash = (message: string, file?: string) => {
  const plain = note({ kind: 'crash', tool: 'node', message, ...(file === undefined ? {} : { file }) });
  return file === undefined ? without(plain, 'testId', 'file') : without(plain, 'testId');
};
const hard = (text: string, fetched = false) =>
  signsIn(text, fetched)
    .filter(({ tier }) => tier === 'hard')
    .map(({ what }) => what);

describe('an answer of 5xx', () => {
  it.each([
    ['a health check', tail('curl: (22) The requested URL returned error: 503')],
    [
      'a smoke test',
      tail(
        'Checking http://127.0.0.1:3000/health',
        'GET http://127.0.0.1:3000/health 500 Internal Server Error',
      ),
    ],
    ['an assertion that no grammar reads', tail('AssertionError: expected status 503 to be 200')],
    ['a line of the application', tail('INFO response 503 for /pay', 'error: script failed')],
    ['a thrown error of a client', crash('OpenURI::HTTPError: 503 Service Unavailable', 'lib/pay/client.rb')],
    ['a thrown error without a place', crash('Error: Request failed with status code 502')],
    ['another server of the job', tail('Error: http://10.1.0.4:8080/ready answered 503 Service Unavailable')],
  ])('of the code’s own server is its own: %s', (_, failure) => {
    expect(judge([failure]).likely).not.toBe('infra');
    expect(triageOfLog([failure], failure.message).likely).not.toBe('infra');
  });

  it.each([
    ['npm error 503 Service Unavailable - GET https://registry.example.dev/left-pad'],
    ['ERROR: HTTP error 502 while getting https://files.example.dev/a.whl'],
    ["fatal: unable to access 'https://git.example.dev/a/b/': The requested URL returned error: 503"],
    ['Error response from daemon: received unexpected HTTP status: 503 Service Unavailable'],
    [
      'failed to solve: alpine: unexpected status from HEAD request to https://r.example.dev/v2: 503 Service Unavailable',
    ],
    [
      "Could not GET 'https://repo.example.dev/a.pom'. Received status code 503 from server: Service Unavailable",
    ],
    [
      'Could not transfer artifact a:b:jar:1 from/to central: status code: 503, reason phrase: Backend fetch failed',
    ],
    ['E: Failed to fetch https://deb.example.dev/pool/a.deb  503  Service Unavailable'],
    ['go: example.dev/m@v1.0.0: reading https://proxy.example.dev/m: 502 Bad Gateway'],
  ])('of a server that packages come from is infrastructure: %s', (line) => {
    expect(hard(line)).toContain('a server answered with an error of its own');
    expect(judge([tail(line)]).likely).toBe('infra');
  });

  it('is no number that happens to be in a line', () => {
    expect(hard('npm error 503 tests failed')).toEqual([]);
  });

  it('of a mirror on the same machine is that mirror’s; one that is not there should have been started', () => {
    expect(hard('npm error 503 Service Unavailable - GET http://localhost:4873/left-pad')).toEqual([
      'a server answered with an error of its own',
    ]);
    const local = without(
      note({ kind: 'network', tool: 'npm', message: 'connect ECONNREFUSED 127.0.0.1:4873' }),
      'testId',
      'file',
    );
    expect(judge([local]).likely).not.toBe('infra');
  });
});

describe('a name that is not found', () => {
  it('is the code’s where the code made it up', () => {
    for (const host of [
      'undefined',
      'null',
      'db',
      'db.internal',
      'api.test',
      'redis.default.svc.cluster.local',
    ])
      expect(judge([crash(`Error: getaddrinfo ENOTFOUND ${host}`)]).likely).not.toBe('infra');
    expect(
      judge([tail('could not translate host name "db" to address: Temporary failure in name resolution')])
        .likely,
    ).not.toBe('infra');
  });

  it('is the code’s where a program died in a file of its own, more so in one of the change', () => {
    const thrown = crash('Error: getaddrinfo ENOTFOUND undefined', 'src/db.js');
    expect(judge([thrown]).likely).not.toBe('infra');
    expect(judge([thrown], { changed: ['src/db.js'] })).toMatchObject({
      likely: 'change',
      because: ['src/db.js is part of the change'],
    });
    const public_ = crash('Error: getaddrinfo EAI_AGAIN api.stripe.com', 'src/pay.js');
    expect(judge([public_]).likely).not.toBe('infra');
  });

  it('is the code’s where a frame of its own stands in the message', () => {
    for (const frame of [
      '    at connect (/home/runner/work/pay/pay/src/db.js:12:9)',
      '  File "app/db.py", line 4, in connect',
      "lib/db.rb:4:in 'connect'",
      'internal/db/open.go:31',
    ])
      expect(judge([crash(`Error: getaddrinfo EAI_AGAIN api.stripe.com\n${frame}`)]).likely).not.toBe(
        'infra',
      );
  });

  it('is the network’s where no code of the repository stood, and the name is a real one', () => {
    expect(judge([crash('Error: getaddrinfo EAI_AGAIN api.stripe.com')]).likely).toBe('infra');
    const foreign = '    at lookup (/w/node_modules/got/index.js:3:1)\n    at node:dns:64:8';
    expect(judge([crash(`Error: getaddrinfo EAI_AGAIN api.stripe.com\n${foreign}`)]).likely).toBe('infra');
    expect(
      hard(
        'npm error request to https://registry.example.dev/a failed, reason: getaddrinfo ENOTFOUND registry.example.dev',
      ),
    ).toEqual(['a name could not be resolved']);
  });
});

it('tells a full disk from too many watched files', () => {
  const watchers = "Error: ENOSPC: System limit for number of file watchers reached, watch '/app/src'";
  expect(judge([crash(watchers)]).likely).not.toBe('infra');
  expect(judge([tail('inotify_add_watch("/app") failed: No space left on device')]).likely).not.toBe('infra');
  expect(judge([crash('Error: ENOSPC: no space left on device, write')]).likely).toBe('infra');
});

it('takes memory that the same commit uses up twice for what it asks for', () => {
  const killed = tail('Process completed with exit code 137.');
  expect(judge([killed]).likely).toBe('infra');
  expect(judge([killed], { earlierRuns: [whole(killed)] })).toMatchObject({
    likely: 'unknown',
    because: [expect.stringContaining('again when it was run again')],
  });
});

it('asks no person about what the code’s own server refused', () => {
  expect(judge([tail('GET http://localhost:3000/me 401 Unauthorized')]).likely).not.toBe('person');
  expect(judge([tail('401 Unauthorized')]).likely).not.toBe('person');
  expect(
    judge([tail('npm error code E401', 'npm error 401 Unauthorized - GET https://npm.example.dev/a')]).likely,
  ).toBe('person');
});

describe('what the step printed', () => {
  const registry = 'npm error 503 Service Unavailable - GET https://registry.example.dev/left-pad';
  const end = '##[error]Process completed with exit code 1.';
  const filler = Array.from({ length: 100 }, (_, n) => `line ${n}`);

  it('counts at its end, not what it got over long before', () => {
    expect(signsAtTheEnd([registry, 'make: *** Error 1', end].join('\n'))).toHaveLength(1);
    expect(signsAtTheEnd([registry, ...filler, 'make: *** Error 1', end].join('\n'))).toEqual([]);
  });

  it('counts before the mark of the failure, not what ran after it', () => {
    expect(signsAtTheEnd(['make: *** Error 1', end, 'Post job cleanup.', registry].join('\n'))).toEqual([]);
  });

  it('explains nothing where it is a line of the application beside a vague end', () => {
    const failure = tail('make: *** [smoke] Error 1');
    const log = { job: 'test', failedStep: 'Smoke', truncated: false };
    const text = ['12:00:01 response 503 for /pay', 'make: *** [smoke] Error 1', end].join('\n');
    const jobs = [failedJobOf({ ...log, text }, [failure])];
    expect(judge([failure], { jobs }).likely).toBe('unknown');
  });
});

describe('steps of the runner', () => {
  it('are named as it names them', () => {
    for (const name of ['Set up job', 'Initialize containers', 'Complete job', 'Run actions/checkout@v4'])
      expect(isRunnerStep(name, undefined)).toBe(true);
  });

  it('come after a job only for a step that is there', () => {
    const steps = [
      'Set up job',
      'Run actions/cache@v4',
      'Post coverage comment',
      'Post Run actions/cache@v4',
    ];
    expect(isRunnerStep('Post Run actions/cache@v4', steps)).toBe(true);
    expect(isRunnerStep('Post coverage comment', steps)).toBe(false);
    expect(isRunnerStep('Post Run actions/cache@v4', undefined)).toBe(false);
  });

  it('pull images, and nothing else', () => {
    for (const image of ['Pull ghcr.io/acme/lint:2', 'Pull alpine@sha256:abc', 'Pull acme/lint'])
      expect(isRunnerStep(image, [])).toBe(true);
    for (const own of ['Pull request title lint', 'Pull schema and validate', 'Pull schema'])
      expect(isRunnerStep(own, [])).toBe(false);
  });

  it('are not blamed for a step of the repository that sounds alike', () => {
    const failure = tail('the comment could not be written');
    const log = { job: 'test', failedStep: 'Post coverage comment', truncated: false, text: failure.message };
    expect(judge([failure], { jobs: [failedJobOf(log, [failure])] }).likely).toBe('unknown');
  });
});

it('answers in time for its own worst lines', () => {
  const startMs = performance.now();
  for (const unit of [
    'npm error ',
    'https://a.',
    'getaddrinfo ENOTFOUND ',
    '10.10.',
    'at (a.js:1:1',
    'failed to fetch `',
    'Err:1 ',
  ])
    judge([tail(unit.repeat(100_000)), crash(unit.repeat(100_000), 'src/a.js')]);
  expect(performance.now() - startMs).toBeLessThan(2_000);
});
