// Every control of the sandbox, enforced or not: what the engine says, and what was tried from inside. Tried once for an engine as it is now.
import type Docker from 'dockerode';
import { type Control, missing } from '#core/controls.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { answered } from '../answered.ts';
import { checkImages } from '../check.ts';
import { engineWords, statusOf, unreachable } from '../engine-error.ts';
import type { WorkspaceKind } from '../space.ts';
import { type EngineFacts, engineControls } from './engine-controls.ts';
import { type SelfTestDeps, selfTest } from './self-test.ts';

const ASK_TIMEOUT_MS = 5_000;
const MAX_WORDS_CHARS = 200;

export type DoctorDeps = SelfTestDeps & {
  readonly workspaceKind: WorkspaceKind;
  /** Images that attempts need, the helper's too. */
  readonly images: readonly string[];
};

export type Doctor = {
  /** All of them, tried anew. Throws PortError when the engine cannot be asked or cannot run the test. */
  examine(): Promise<readonly Control[]>;
  /** Throws PortError sandbox_unavailable that names each required control that is missing, and its remedy. Quick where nothing has changed. */
  requireAll(): Promise<void>;
};

export function doctorOf(deps: DoctorDeps): Doctor {
  /** Of the engine with this identity; one that was exchanged or upgraded is tried again. */
  let known: { readonly identity: string; readonly inside: Promise<readonly Control[]> } | undefined;

  const insideOf = (facts: EngineFacts, isForced: boolean): Promise<readonly Control[]> => {
    const identity = [facts.ID, facts.ServerVersion, facts.CgroupDriver, facts.CgroupVersion].join(' ');
    if (isForced || known?.identity !== identity) known = { identity, inside: selfTest(deps) };
    const mine = known;
    // A test that failed says nothing: the next one asks again.
    mine.inside.catch(() => {
      if (known === mine) known = undefined;
    });
    return mine.inside;
  };

  return {
    async examine() {
      const facts = await factsOf(deps.docker);
      await checkImages(deps.docker, [deps.helperImage]);
      const inside = insideOf(facts, true).catch((error: unknown) => [doesNotRun(error, deps.runtime)]);
      return [...engineControls(facts, deps), ...(await inside)];
    },
    async requireAll() {
      const facts = await factsOf(deps.docker);
      const fromEngine = missing(engineControls(facts, deps));
      if (fromEngine.length > 0) throw refusal(fromEngine);
      await checkImages(deps.docker, deps.images);
      const inside = insideOf(facts, false).catch((error: unknown) => [doesNotRun(error, deps.runtime)]);
      const fromInside = missing(await inside);
      if (fromInside.length > 0) throw refusal(fromInside);
    },
  };
}

/** Under a runtime of the operator's choice, what the engine says to that is the control that is missing. */
function doesNotRun(error: unknown, runtime: string | undefined): Control {
  if (runtime === undefined || statusOf(error) === undefined) throw error;
  return {
    name: 'runs agents under it',
    isEnforced: false,
    isRequired: true,
    // From its end, where the cause stands: in front is what was tried.
    seen: `${runtime}: ${engineWords(error).slice(-MAX_WORDS_CHARS)}`,
    remedy:
      'choose a runtime that shares namespaces between containers, as gVisor and virtual machines do not, or leave sandbox.runtime out',
  };
}

function refusal(controls: readonly Control[]): PortError {
  const words = controls.map(({ name, seen, remedy }) => `${name} (${seen}; ${remedy})`);
  const detail = `The Docker engine cannot hold an agent; missing: ${words.join('; ')}.`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: false });
}

async function factsOf(docker: Docker): Promise<EngineFacts> {
  try {
    return await answered<EngineFacts>(docker.info(), ASK_TIMEOUT_MS);
  } catch (error) {
    throw unreachable('asking what it enforces', error);
  }
}
