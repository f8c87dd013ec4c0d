// A server that gives GitHub's answers for one commit as they are set down, and refuses what an App of ours may not ask.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { githubForge } from '#adapters/github/github-forge.ts';
import type { Clock } from '#ports/clock.ts';
import type { Forge } from '#ports/forge.ts';
import { silentLog } from '#ports/log.ts';
import { PRIVATE_KEY } from '../stand-in.ts';
import {
  BASE,
  BRANCH,
  branch,
  type CheckRun,
  HEAD,
  type Job,
  pull,
  type Run,
  type Status,
  type Suite,
} from './answers.ts';

export type Recorded = {
  readonly runs?: readonly Run[];
  readonly checks?: readonly CheckRun[];
  readonly suites?: readonly Suite[];
  readonly statuses?: readonly Status[];
  readonly jobs?: readonly Job[];
  readonly annotations?: readonly unknown[];
  readonly pull?: unknown;
  readonly rules?: readonly unknown[];
  readonly branch?: unknown;
  /** Newest first; what the base branch's checks were at BASE. */
  readonly past?: readonly Run[];
  readonly baseChecks?: readonly CheckRun[];
  readonly baseStatuses?: readonly Status[];
  readonly branchHead?: string;
  readonly message?: string;
  readonly changed?: readonly string[];
  readonly workflows?: readonly unknown[];
  readonly files?: Readonly<Record<string, unknown>>;
  /** Undefined: the App may not ask. */
  readonly actionsEnabled?: boolean;
  /** Names that GraphQL's isRequired holds for. */
  readonly isRequired?: readonly string[];
};

type Answer = { readonly status: number; readonly body: unknown };
const ok = (body: unknown): Answer => ({ status: 200, body });
const listed = (name: string, list: readonly unknown[]): Answer =>
  ok({ total_count: list.length, [name]: list });
const REFUSED: Answer = {
  status: 403,
  body: {
    message: 'Resource not accessible by integration',
    documentation_url: 'https://docs.github.com/rest',
    status: '403',
  },
};
const ABSENT: Answer = { status: 404, body: { message: 'Not Found', status: '404' } };

export async function recordedForge(
  recorded: Recorded,
  clock: Clock,
): Promise<{ forge: Forge; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://github.test');
    const { status, body } = answerTo(recorded, `${request.method} ${url.pathname}`, url.searchParams);
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const forge = githubForge({
    appId: 1,
    privateKey: PRIVATE_KEY,
    apiUrl,
    clock,
    log: silentLog,
    retryPauseMs: 1,
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { forge, close };
}

const REPO = '/repos/acme/payments';

function answerTo(recorded: Recorded, request: string, query: URLSearchParams): Answer {
  const { runs = [], checks = [], suites = [], statuses = [], jobs = [], past = [] } = recorded;
  const { baseChecks = [], baseStatuses = [], files = {} } = recorded;
  const contents = /^GET \/repos\/acme\/payments\/contents\/(.+)$/.exec(decodeURIComponent(request))?.[1];
  if (contents !== undefined) return contents in files ? ok(files[contents]) : ABSENT;
  const answers: Record<string, () => Answer> = {
    [`GET ${REPO}/installation`]: () => ok({ id: 1 }),
    'POST /app/installations/1/access_tokens': () => ({
      status: 201,
      body: { token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z', permissions: {} },
    }),
    'POST /graphql': () => ok({ data: { repository: { pullRequest: rollup(recorded) } } }),
    [`GET ${REPO}/actions/runs`]: () => listed('workflow_runs', query.has('head_sha') ? runs : past),
    [`GET ${REPO}/commits/${HEAD}/check-runs`]: () => listed('check_runs', checks),
    [`GET ${REPO}/commits/${HEAD}/check-suites`]: () => listed('check_suites', suites),
    [`GET ${REPO}/commits/${HEAD}/statuses`]: () => ok(statuses),
    [`GET ${REPO}/commits/${BASE}/check-runs`]: () => listed('check_runs', baseChecks),
    [`GET ${REPO}/commits/${BASE}/status`]: () =>
      ok({ state: 'success', statuses: baseStatuses, total_count: baseStatuses.length, sha: BASE }),
    [`GET ${REPO}/pulls/7`]: () => ok(recorded.pull ?? pull()),
    [`GET ${REPO}/rules/branches/main`]: () => ok(recorded.rules ?? []),
    [`GET ${REPO}/branches/main`]: () => ok(recorded.branch ?? branch(null)),
    [`GET ${REPO}/branches/main/protection`]: () => REFUSED,
    [`GET ${REPO}/git/matching-refs/heads%2F${encodeURIComponent(BRANCH)}`]: () =>
      ok([{ ref: `refs/heads/${BRANCH}`, object: { type: 'commit', sha: recorded.branchHead ?? HEAD } }]),
    [`GET ${REPO}/git/commits/${HEAD}`]: () =>
      ok({ sha: HEAD, message: recorded.message ?? 'Fix the ledger' }),
    [`GET ${REPO}/compare/main...${HEAD}`]: () =>
      ok({ files: (recorded.changed ?? ['src/ledger.ts']).map((filename) => ({ filename })) }),
    [`GET ${REPO}/actions/workflows`]: () => listed('workflows', recorded.workflows ?? []),
    [`GET ${REPO}/actions/permissions`]: () =>
      recorded.actionsEnabled === undefined
        ? REFUSED
        : ok({ enabled: recorded.actionsEnabled, allowed_actions: 'all' }),
  };
  const known = answers[request];
  if (known !== undefined) return known();
  if (/^GET \/repos\/acme\/payments\/actions\/runs\/\d+\/jobs$/.test(request)) return listed('jobs', jobs);
  if (/^GET \/repos\/acme\/payments\/check-runs\/\d+\/annotations$/.test(request))
    return ok(recorded.annotations ?? []);
  return ABSENT;
}

function rollup({ checks = [], statuses = [], isRequired = [] }: Recorded) {
  const nodes = [
    ...checks.map(({ name = '' }) => ({
      __typename: 'CheckRun',
      name,
      isRequired: isRequired.includes(name),
    })),
    ...statuses.map(({ context = '' }) => ({
      __typename: 'StatusContext',
      context,
      isRequired: isRequired.includes(context),
    })),
  ];
  const statusCheckRollup =
    nodes.length === 0 ? null : { contexts: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } };
  return { commits: { nodes: [{ commit: { oid: HEAD, statusCheckRollup } }] } };
}
