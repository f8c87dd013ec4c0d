// A Forge in memory that keeps state and fails on request. It passes the contract that the GitHub adapter passes.
import { AsyncLocalStorage } from 'node:async_hooks';
import { APPROVAL_CHECK } from '#core/approval.ts';
import type { CheckFact, CiSnapshot } from '#core/ci/report.ts';
import type { ApiUse, CiObstacles } from '#core/ci/surroundings.ts';
import { type Sha, sha } from '#core/ids.ts';
import { type ProblemCode, problem } from '#core/problem.ts';
import type { Annotation } from '#core/signals/annotation.ts';
import type { ApiStep } from '#core/signals/job/api-steps.ts';
import type { ForgeLevel } from '#core/standing.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type {
  CheckName,
  CiHead,
  Forge,
  ForgeBaseRun,
  ForgeCheck,
  ForgeJob,
  ForgePullRequest,
  ReportFile,
  ReviewRemark,
} from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';

type FakePull = ForgePullRequest & {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
};

type FakeRepository = {
  readonly ref: RepoRef;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly branches: Map<string, Sha>;
  readonly files: Map<Sha, Readonly<Record<string, string>>>;
  readonly pulls: Map<number, FakePull>;
  readonly required: Set<string>;
  readonly conflicts: Set<number>;
};

type Fault = {
  readonly method: keyof Forge;
  readonly error: Error;
  readonly afterwards: boolean;
  left: number;
};

/** Every call is noted in `calls`; `readCi` reads what `setChecks` put there. */
export class FakeForge implements Forge {
  readonly calls: { readonly method: keyof Forge; readonly args: readonly unknown[] }[] = [];
  readonly #repositories = new Map<string, FakeRepository>();
  readonly #checks = new Map<Sha, readonly CheckFact[]>();
  readonly #logs = new Map<number, FakeLog>();
  readonly #reports = new Map<number, readonly ReportFile[]>();
  readonly #annotations = new Map<number, readonly Annotation[]>();
  readonly #obstacles = new Map<string, CiObstacles>();
  readonly #faults: Fault[] = [];
  #made = 0;

  addRepository(
    ref: RepoRef,
    options: { defaultBranch?: string; isPrivate?: boolean; files?: Record<string, string> } = {},
  ): Sha {
    const { defaultBranch = 'main', isPrivate = true, files = {} } = options;
    this.#repositories.set(repoName(ref), {
      ref,
      defaultBranch,
      isPrivate,
      branches: new Map(),
      files: new Map(),
      pulls: new Map(),
      required: new Set(),
      conflicts: new Set(),
    });
    return this.push(ref, defaultBranch, files);
  }

  /** A commit by somebody, on a branch that is made when it is not there; open pull requests of the branch follow it. */
  push(ref: RepoRef, branch: string, files: Record<string, string> = {}): Sha {
    this.#made += 1;
    const commit = sha(this.#made.toString(16).padStart(40, '0'));
    const repository = this.#at(ref);
    const parent = repository.branches.get(branch) ?? repository.branches.get(repository.defaultBranch);
    repository.files.set(commit, { ...(parent && repository.files.get(parent)), ...files });
    this.pushed(ref, branch, commit);
    return commit;
  }

  /** The branch stands at this commit now, whoever made it. */
  pushed(ref: RepoRef, branch: string, commit: Sha): void {
    const repository = this.#at(ref);
    repository.branches.set(branch, commit);
    for (const pull of repository.pulls.values()) {
      if (pull.head === branch && pull.state === 'open') this.#put(repository, { ...pull, headSha: commit });
    }
  }

  /** As if the commit had always held it. */
  addFile(commit: Sha, path: string, text: string): void {
    for (const { files } of this.#repositories.values()) {
      const known = files.get(commit);
      if (known !== undefined) files.set(commit, { ...known, [path]: text });
    }
  }

  setChecks(commit: Sha, checks: readonly CheckFact[]): void {
    this.#checks.set(commit, checks);
  }

  setRequired(ref: RepoRef, contexts: readonly string[]): void {
    const { required } = this.#at(ref);
    required.clear();
    for (const context of contexts) required.add(context);
  }

  setObstacles(ref: RepoRef, obstacles: CiObstacles): void {
    this.#obstacles.set(repoName(ref), obstacles);
  }

  setLog(log: FakeLog): void {
    this.#logs.set(log.jobId, log);
  }

  setConflict(ref: RepoRef, number: number, conflicts: boolean): void {
    if (conflicts) this.#at(ref).conflicts.add(number);
    else this.#at(ref).conflicts.delete(number);
  }

  closePull(ref: RepoRef, number: number): void {
    this.#put(this.#at(ref), { ...this.#pull(ref, number), state: 'closed' });
  }

  deleteBranch(ref: RepoRef, branch: string): void {
    this.#at(ref).branches.delete(branch);
  }

  pulls(ref: RepoRef): readonly ForgePullRequest[] {
    return [...this.#at(ref).pulls.values()];
  }

  /** The next `times` calls of a method throw `error`; with `afterwards`, after it was done: the answer was lost. */
  failNext(method: keyof Forge, error: Error, options: { times?: number; afterwards?: boolean } = {}): void {
    this.#faults.push({ method, error, afterwards: options.afterwards ?? false, left: options.times ?? 1 });
  }

  async repository(repo: RepoRef) {
    return this.#do('repository', [repo], () => {
      const { defaultBranch, isPrivate } = this.#at(repo);
      return { defaultBranch, isPrivate };
    });
  }

  async branchHead(repo: RepoRef, branch: string) {
    return this.#do('branchHead', [repo, branch], () => this.#at(repo).branches.get(branch));
  }

  async readFile(repo: RepoRef, path: string, at: Sha) {
    return this.#do('readFile', [repo, path, at], () => this.#at(repo).files.get(at)?.[path]);
  }

  async gitRemote(repo: RepoRef) {
    return this.#do('gitRemote', [repo], () => ({
      url: `https://forge.invalid/${repoName(this.#at(repo).ref)}.git`,
      username: 'x-access-token',
      password: 'fake-token',
    }));
  }

  /** By login; these may push where nobody says otherwise. */
  readonly permissions = new Map<string, { level: ForgeLevel; accountId: number }>([
    ['ana', { level: 'write', accountId: 1 }],
    ['gia', { level: 'write', accountId: 2 }],
  ]);

  async permissionOf(repo: RepoRef, login: string) {
    return this.#do('permissionOf', [repo, login], () => {
      this.#at(repo);
      return this.permissions.get(login);
    });
  }

  /** Comments by pull request, in order. */
  readonly comments = new Map<number, readonly { readonly key: string; readonly body: string }[]>();

  async comment(repo: RepoRef, number: number, key: string, body: string) {
    return this.#do('comment', [repo, number, key, body], () => {
      this.#pull(repo, number);
      const before = this.comments.get(number) ?? [];
      if (!before.some((comment) => comment.key === key))
        this.comments.set(number, [...before, { key, body }]);
    });
  }

  /** What reviewers said, by pull request, in order. */
  readonly remarks = new Map<number, readonly ReviewRemark[]>();

  async reviewRemarks(repo: RepoRef, number: number) {
    return this.#do('reviewRemarks', [repo, number], () => {
      this.#pull(repo, number);
      return this.remarks.get(number) ?? [];
    });
  }

  /** Checks of Greenlight's own by commit, as they came. */
  readonly ownChecks = new Map<Sha, readonly ForgeCheck[]>();

  async showCheck(repo: RepoRef, check: ForgeCheck) {
    return this.#do('showCheck', [repo, check], () => {
      this.#at(repo);
      const before = this.ownChecks.get(check.sha) ?? [];
      const isShown = JSON.stringify(before.at(-1)) === JSON.stringify(check);
      if (!isShown) this.ownChecks.set(check.sha, [...before, check]);
    });
  }

  async ensurePullRequest(input: Parameters<Forge['ensurePullRequest']>[0]) {
    return this.#do('ensurePullRequest', [input], () => {
      const repository = this.#at(input.repo);
      const open = [...repository.pulls.values()].find(
        ({ head, state }) => head === input.head && state === 'open',
      );
      if (open !== undefined) return open;
      if (!repository.branches.has(input.base))
        throw refusal('base_branch_missing', `no branch ${input.base}`);
      const headSha = repository.branches.get(input.head);
      if (headSha === undefined) throw refusal('forge_rejected', `no branch ${input.head}`);
      const number = repository.pulls.size + 1;
      const url = `https://forge.invalid/${repoName(input.repo)}/pull/${number}`;
      const { head, base, title, body } = input;
      return this.#put(repository, {
        number,
        url,
        draft: true,
        state: 'open',
        headSha,
        mergeSha: null,
        head,
        base,
        title,
        body,
      });
    });
  }

  async pullRequest(repo: RepoRef, number: number) {
    return this.#do('pullRequest', [repo, number], () => this.#pull(repo, number));
  }

  async readCi(repo: RepoRef, head: CiHead, required: readonly string[]) {
    return this.#do('readCi', [repo, head, required], (): CiSnapshot => {
      const repository = this.#at(repo);
      const pull = head.pullRequest === null ? undefined : repository.pulls.get(head.pullRequest);
      const conflicts = pull !== undefined && repository.conflicts.has(pull.number);
      return {
        headSha: head.sha,
        pullRequestHeadSha: pull?.state === 'open' ? pull.headSha : undefined,
        mergeState: pull === undefined ? 'unknown' : conflicts ? 'conflict' : 'clean',
        checks: this.#checks.get(head.sha) ?? [],
        required: [
          ...[...repository.required]
            .filter((name) => name !== APPROVAL_CHECK)
            .map((name) => ({ name, appId: null, from: 'ruleset' as const })),
          ...[...new Set(required)]
            .filter((name) => !repository.required.has(name) && name !== APPROVAL_CHECK)
            .map((name) => ({ name, appId: null, from: 'policy' as const })),
        ],
        unreadRules: [],
        pushedAtMs: head.pushedAtMs,
      };
    });
  }

  async ciObstacles(repo: RepoRef, head: CiHead) {
    return this.#do(
      'ciObstacles',
      [repo, head],
      () => this.#obstacles.get(repoName(this.#at(repo).ref)) ?? noObstacles(head, this.#changed(repo, head)),
    );
  }

  async jobs(repo: RepoRef, runIds: readonly number[]) {
    return this.#do('jobs', [repo, runIds], () =>
      [...this.#checks.values()]
        .flat()
        .filter(({ runId, jobId }) => jobId !== null && runId !== null && runIds.includes(runId))
        .map((fact) => forgeJob(fact, this.#logs.get(fact.jobId ?? -1))),
    );
  }

  async jobLog(repo: RepoRef, jobId: number) {
    return this.#do('jobLog', [repo, jobId], () => {
      const text = this.#logs.get(jobId)?.text ?? '';
      return text === '' ? undefined : inChunks(text);
    });
  }

  /** `createdAtMs`: when they were uploaded; not told unless said. */
  setReports(
    runId: number,
    files: Readonly<Record<string, string>>,
    createdAtMs: number | null = null,
  ): void {
    const encoded = Object.entries(files).map(([name, text]) => ({
      name,
      bytes: new TextEncoder().encode(text),
      runId,
      createdAtMs,
    }));
    this.#reports.set(runId, encoded);
  }

  async reportFiles(
    repo: RepoRef,
    runIds: readonly number[],
    limits: { maxFiles: number; maxBytes: number },
  ) {
    return this.#do('reportFiles', [repo, runIds, limits], () => {
      const all = runIds.flatMap((runId) => this.#reports.get(runId) ?? []);
      const files = all.slice(0, limits.maxFiles);
      return { files, left: all.slice(limits.maxFiles).map(({ name }) => `${name}: one too many`) };
    });
  }

  setAnnotations(checkRunId: number, annotations: readonly Annotation[]): void {
    this.#annotations.set(checkRunId, annotations);
  }

  async annotations(repo: RepoRef, checkRunId: number) {
    return this.#do('annotations', [repo, checkRunId], () => this.#annotations.get(checkRunId) ?? []);
  }

  /** Of what `setChecks` said about the commit and about the branch's head. */
  async baseRuns(repo: RepoRef, base: { sha: Sha; branch: string }, jobs: readonly CheckName[]) {
    return this.#do('baseRuns', [repo, base, jobs], () => {
      const newest = this.#at(repo).branches.get(base.branch);
      const of = (at: ForgeBaseRun['at'], commit: Sha | undefined) =>
        (commit === undefined ? [] : (this.#checks.get(commit) ?? [])).flatMap((fact) => {
          const outcome = FINISHED[fact.conclusion ?? ''];
          const isMeant = jobs.some(
            ({ name, workflow }) => name === fact.name && (workflow === null || workflow === fact.workflow),
          );
          if (outcome === undefined || !isMeant || commit === undefined) return [];
          const { name, url, jobId, runId, completedAtMs } = fact;
          const workflow = fact.workflow === null ? {} : { workflow: fact.workflow };
          const check = {
            ...{ name, outcome, required: false, url, jobId, runId, checkRunId: jobId ?? 0 },
            ...workflow,
          };
          return [{ at, sha: commit, completedAtMs: completedAtMs ?? 0, check }];
        });
      return [...of('base', base.sha), ...of('newest', newest)];
    });
  }

  async rerunFailed(repo: RepoRef, runIds: readonly number[]) {
    return this.#do('rerunFailed', [repo, runIds], () => {
      this.#at(repo);
    });
  }

  async rerunAll(repo: RepoRef, runIds: readonly number[]) {
    return this.#do('rerunAll', [repo, runIds], () => {
      this.#at(repo);
    });
  }

  async markReady(repo: RepoRef, number: number) {
    return this.#do('markReady', [repo, number], () => {
      this.#put(this.#at(repo), { ...this.#pull(repo, number), draft: false });
    });
  }

  async merge(repo: RepoRef, number: number, expected: Sha, ...rest: [unknown, unknown]) {
    return this.#do('merge', [repo, number, expected, ...rest], () => {
      const pull = this.#pull(repo, number);
      if (pull.mergeSha !== null) return pull.mergeSha;
      if (pull.headSha !== expected) throw refusal('head_moved', `#${number} is at ${pull.headSha}`);
      if (this.#at(repo).conflicts.has(number))
        throw refusal('not_mergeable', `#${number} conflicts with its base`);
      if (pull.draft || pull.state !== 'open')
        throw refusal('merge_blocked', `#${number} is a draft or closed`);
      const mergeSha = this.push(repo, pull.base);
      this.#put(this.#at(repo), { ...this.#pull(repo, number), state: 'merged', mergeSha });
      return mergeSha;
    });
  }

  readonly #measure = new AsyncLocalStorage<{ calls: number; free: number }>();
  readonly #looks = new Set<string>();

  async measured<T>(act: (used: () => ApiUse) => Promise<T>): Promise<T> {
    const use = { calls: 0, free: 0 };
    return await this.#measure.run(use, () => act(() => ({ ...use })));
  }

  /** One request each, and eight for a look at CI, free from the second on: about what GitHub needs. */
  #count(method: keyof Forge, args: readonly unknown[]): void {
    const use = this.#measure.getStore();
    if (use === undefined) return;
    use.calls += method === 'readCi' ? 8 : 1;
    const look = JSON.stringify(args);
    if (method === 'readCi' && this.#looks.has(look)) use.free += 8;
    if (method === 'readCi') this.#looks.add(look);
  }

  #do<T>(method: keyof Forge, args: readonly unknown[], act: () => T): T {
    this.calls.push({ method, args });
    this.#count(method, args);
    const fault = this.#faults.find((candidate) => candidate.method === method && candidate.left > 0);
    if (fault !== undefined) fault.left -= 1;
    if (fault !== undefined && !fault.afterwards) throw fault.error;
    const result = act();
    if (fault !== undefined) throw fault.error;
    return result;
  }

  #at(ref: RepoRef): FakeRepository {
    const repository = this.#repositories.get(repoName(ref));
    if (repository === undefined) throw refusal('repository_missing', `install the App on ${repoName(ref)}`);
    return repository;
  }

  #changed(ref: RepoRef, { sha: head, baseBranch }: CiHead): readonly string[] {
    const { branches, files } = this.#at(ref);
    const base = branches.get(baseBranch);
    const [before = {}, after = {}] = [base && files.get(base), files.get(head)];
    return Object.keys(after).filter((path) => after[path] !== before[path]);
  }

  #pull(ref: RepoRef, number: number): FakePull {
    const pull = this.#at(ref).pulls.get(number);
    if (pull === undefined) throw refusal('repository_missing', `no pull request ${number}`);
    return pull;
  }

  #put(repository: FakeRepository, pull: FakePull): FakePull {
    repository.pulls.set(pull.number, pull);
    return pull;
  }
}

const FINISHED: Readonly<Record<string, 'passed' | 'failed'>> = { success: 'passed', failure: 'failed' };

const refusal = (code: ProblemCode, detail: string): PortError =>
  new PortError(problem(code, detail), { retryable: false });

/** Nothing is known of what keeps CI from starting. */
const noObstacles = ({ branch, baseBranch }: CiHead, changedPaths: readonly string[]): CiObstacles => ({
  commitMessage: null,
  branch,
  baseBranch,
  workflows: [
    {
      path: '.github/workflows/ci.yml',
      state: 'active',
      jobs: ['test'],
      onPullRequest: ANY,
      onPush: { ...ANY, branches: ['release'] },
    },
  ],
  changedPaths,
  actionsEnabled: null,
});
const ANY = { paths: null, pathsIgnore: null, branches: null };

/** A job's raw log, and what the forge tells of its steps: one that failed, unless all are given. */
export type FakeLog = {
  readonly job: string;
  readonly jobId: number;
  readonly text: string;
  readonly failedStep: string | null;
  readonly steps?: readonly ApiStep[];
  readonly workflow?: string;
  readonly url?: string;
  readonly truncated?: boolean;
};

function forgeJob(fact: CheckFact, log: FakeLog | undefined): ForgeJob {
  const failedStep = log?.failedStep ?? (fact.conclusion === 'failure' ? (fact.failedStep ?? null) : null);
  const only = { number: 1, conclusion: 'failure', startedAtMs: null, completedAtMs: null };
  return {
    jobId: fact.jobId ?? -1,
    runId: fact.runId ?? -1,
    job: fact.name,
    workflow: log?.workflow ?? fact.workflow,
    url: fact.url,
    conclusion: fact.conclusion,
    failedStep,
    steps: log?.steps ?? (failedStep === null ? [] : [{ ...only, name: failedStep }]),
    startedAtMs: fact.startedAtMs,
    completedAtMs: fact.completedAtMs,
  };
}

/** Cut anywhere, as a network does. */
async function* inChunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
const CHUNK_BYTES = 4_099;
