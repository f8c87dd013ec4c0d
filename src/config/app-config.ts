// The operator's file as what use cases are given.
import type { AppConfig } from '#app/deps.ts';
import { ruleOf } from '#app/network-entries.ts';
import { servicesOf } from '#app/repository-file.ts';
import { DEFAULT_DUPLICATE_WINDOW_MS } from '#core/duplicate.ts';
import { DEFAULT_POLICY, MAX_SETUP_MS, networkOf, type Policy } from '#core/policy.ts';
import type { RepoRef } from '#core/task/request.ts';
import { escalationOf } from './escalation.ts';
import type { OperatorFile, PolicyFile } from './operator-file.ts';

export function appConfig(
  file: OperatorFile,
  agents: AppConfig['agents'],
  secrets: readonly string[],
): AppConfig {
  const network = file.sandbox.allow.map(ruleOf);
  const serviceImages = file.sandbox.service_images;
  const listed = serviceImages.length === 0 ? {} : { serviceImages };
  const general = applyPolicy({ ...DEFAULT_POLICY, network, ...listed }, file.policy, file.ci);
  const defaultAgent = file.default_agent ?? Object.keys(file.agents)[0] ?? '';
  const MIB = 1_048_576;
  return {
    agents,
    repositories: file.repositories.map(({ name, agent, policy }) => ({
      repo: repoOf(name),
      agent: agent ?? defaultAgent,
      policy: applyPolicy(general, policy, undefined),
    })),
    channels: Object.fromEntries(
      Object.entries(file.channels).map(([channel, name]) => [channel, repoOf(name)]),
    ),
    people: { approvers: file.people.approvers, onCall: file.people.on_call, admins: file.people.admins },
    escalation: escalationOf(file),
    duplicateWindowMs:
      file.duplicate_window === 'off' ? 0 : (file.duplicate_window ?? DEFAULT_DUPLICATE_WINDOW_MS),
    attemptLimits: {
      memoryBytes: file.sandbox.memory_mb * MIB,
      cpus: file.sandbox.cpus,
      pids: file.sandbox.pids,
      diskBytes: file.sandbox.disk_mb * MIB,
      diskFiles: file.sandbox.disk_files,
      maxLogBytes: file.sandbox.log_kb * 1_024,
      maxBundleBytes: 64 * MIB,
    },
    commitAuthor: file.commit_author,
    secrets,
  };
}

function repoOf(name: string): RepoRef {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, name: repo };
}

/** The operator sets, so a value given replaces; protected paths and required checks are added to. */
function applyPolicy(base: Policy, file: PolicyFile | undefined, ci: OperatorFile['ci']): Policy {
  return {
    ...base,
    maxAttempts: file?.max_attempts ?? base.maxAttempts,
    maxRuntimeMs: file?.max_runtime ?? base.maxRuntimeMs,
    maxCostUsd: file?.max_cost_usd ?? base.maxCostUsd,
    ...optional('maxCiMinutes', file?.max_ci_minutes ?? base.maxCiMinutes),
    ...optional('maxTurns', file?.max_turns ?? base.maxTurns),
    ...optional('maxSilenceMs', file?.max_silence ?? base.maxSilenceMs),
    ...optional('maxAttemptMs', file?.max_attempt_time ?? base.maxAttemptMs),
    maxPatchFiles: file?.max_patch_files ?? base.maxPatchFiles,
    maxPatchBytes: file?.max_patch_bytes ?? base.maxPatchBytes,
    protectedPaths: [...new Set([...base.protectedPaths, ...(file?.protected_paths ?? [])])],
    requiredChecks: [...new Set([...base.requiredChecks, ...(file?.required_checks ?? [])])],
    ...(file?.problem_matchers === undefined ? {} : { problemMatchers: file.problem_matchers }),
    risk: file?.risk ?? base.risk,
    ...optional('permissions', file?.permissions ?? base.permissions),
    merge: file?.merge ?? base.merge,
    mergeMethod: file?.merge_method ?? base.mergeMethod,
    ...optional('approvals', file?.approvals ?? base.approvals),
    ...optional('approvalExpiresMs', file?.approval_expires ?? base.approvalExpiresMs),
    ...optional('approvalCheck', file?.approval_check ?? base.approvalCheck),
    network: file?.network?.map(ruleOf) ?? networkOf(base),
    prove: applyProve(base.prove, file?.prove),
    ...optional('services', servicesOf(file?.services) ?? base.services),
    ...optional('setup', applySetup(base.setup, file?.setup)),
    ...optional('probe', applyProbe(base.probe, file?.probe)),
    ci: {
      settleMs: ci?.settle ?? base.ci.settleMs,
      pollMs: ci?.poll ?? base.ci.pollMs,
      noChecksAfterMs: ci?.no_checks_after ?? base.ci.noChecksAfterMs,
      deadlineMs: ci?.deadline ?? base.ci.deadlineMs,
      infraReruns: ci?.infra_reruns ?? base.ci.infraReruns,
      ...optional('apiBudget', ci?.api_budget ?? base.ci.apiBudget),
      ...optional('infraPauseMs', ci?.infra_pause ?? base.ci.infraPauseMs),
    },
  };
}

/** A longer time may be given than it is by default: the operator sets. */
function applySetup(base: Policy['setup'], file: PolicyFile['setup']): Policy['setup'] {
  if (file === undefined) return base;
  return {
    commands: file.commands ?? base?.commands ?? [],
    timeoutMs: file.timeout ?? base?.timeoutMs ?? MAX_SETUP_MS,
  };
}

const applyProbe = (base: Policy['probe'], file: PolicyFile['probe']): Policy['probe'] =>
  base && {
    enabled: file?.enabled ?? base.enabled,
    command: file?.command ?? base.command,
    timeoutMs: file?.timeout ?? base.timeoutMs,
  };

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

function applyProve(base: Policy['prove'], file: PolicyFile['prove']): Policy['prove'] {
  const maxRuns = file?.max_runs ?? base.maxRuns;
  return {
    runs: Math.min(file?.runs ?? base.runs, maxRuns),
    maxRuns,
    maxRuntimeMs: file?.max_runtime ?? base.maxRuntimeMs,
    runTimeoutMs: file?.run_timeout ?? base.runTimeoutMs,
    command: file?.command ?? base.command,
    ciReruns: file?.ci_reruns ?? base.ciReruns ?? 0,
  };
}
