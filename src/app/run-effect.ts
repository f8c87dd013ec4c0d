// One switch: an effect to the use case that carries it out. Each is safe to run twice.
import { problem } from '#core/problem.ts';
import type { EffectRunner } from '#ports/engine.ts';
import { PortError } from '#ports/port-error.ts';
import { counted } from './counted.ts';
import type { Deps } from './deps.ts';
import { bringBase } from './effects/bring-base.ts';
import { collectFailures } from './effects/collect-failures.ts';
import { forgetSessions } from './effects/forget-sessions.ts';
import { lookOut } from './effects/look-out.ts';
import { markReady, merge, rerunCi } from './effects/merge.ts';
import { page } from './effects/page.ts';
import { postReply } from './effects/post-reply.ts';
import { prepare } from './effects/prepare.ts';
import { probe } from './effects/probe.ts';
import { prove } from './effects/prove.ts';
import { publishAttempt } from './effects/publish-attempt.ts';
import { readCi } from './effects/read-ci.ts';
import { rememberFlips } from './effects/remember-flips.ts';
import { retractReply } from './effects/retract-reply.ts';
import { runAttempt } from './effects/run-attempt.ts';
import { showApproval } from './effects/show-approval.ts';
import { showCard } from './effects/show-card.ts';
import { stopAttempt } from './effects/stop-attempt.ts';
import { stopProbe } from './effects/stop-probe.ts';
import { stopProof } from './effects/stop-proof.ts';
import { tellPacket } from './effects/tell-packet.ts';
import { tellProof } from './effects/tell-proof.ts';

export function effectRunner(deps: Deps): EffectRunner {
  return async (task, effect, signal, gotGoing) => {
    try {
      await counted(deps, task.id, (own) => effectSwitch(own)(task, effect, signal, gotGoing));
    } catch (error) {
      // Who would be told of it is not reached: only the operator can see it, and only here.
      if (isRefusedByChat(error))
        deps.log.error(
          { err: error, taskId: task.id },
          'the chat takes no message; it is kept and told again',
        );
      throw asDiskFull(error) ?? error;
    }
  };
}

const isRefusedByChat = (error: unknown): boolean =>
  error instanceof PortError && error.problem.code === 'chat_unavailable' && !error.retryable;

const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT']);

/** A full disk may show in any step that writes, and is no mistake of ours. */
function asDiskFull(error: unknown): PortError | undefined {
  const isFull = error instanceof Error && 'code' in error && FULL.has(error.code);
  return isFull
    ? new PortError(problem('disk_full', error.message), { retryable: false, cause: error })
    : undefined;
}

function effectSwitch(deps: Deps): EffectRunner {
  return async (task, effect, signal, gotGoing) => {
    switch (effect.type) {
      case 'show_card':
        return await showCard(deps, task, effect);
      case 'post_reply':
        return await postReply(deps, task, effect);
      case 'retract_reply':
        return await retractReply(deps, task, effect);
      case 'page':
        return await page(deps, task, effect);
      case 'prepare':
        return await prepare(deps, task, effect);
      case 'run_attempt':
        return await runAttempt(deps, task, effect, { signal, gotGoing });
      case 'stop_attempt':
        return await stopAttempt(deps, task, effect);
      case 'prove':
        return await prove(deps, task, effect, { signal, gotGoing });
      case 'stop_proof':
        return await stopProof(deps, task, effect);
      case 'tell_proof':
        return await tellProof(deps, task, effect);
      case 'tell_packet':
        return await tellPacket(deps, task, effect);
      case 'publish_attempt':
        return await publishAttempt(deps, task, effect);
      case 'bring_base':
        return await bringBase(deps, task, effect);
      case 'read_ci':
        return await readCi(deps, task, effect);
      case 'collect_failures':
        return await collectFailures(deps, task, effect);
      case 'probe':
        return await probe(deps, task, effect, { signal, gotGoing });
      case 'stop_probe':
        return await stopProbe(deps, task, effect);
      case 'forget_sessions':
        return await forgetSessions(deps, task);
      case 'rerun_ci':
        return await rerunCi(deps, task, effect);
      case 'remember_flips':
        return await rememberFlips(deps, task, effect);
      case 'look_out':
        return await lookOut(deps, task);
      case 'show_approval':
        return await showApproval(deps, task, effect);
      case 'mark_ready':
        return await markReady(deps, task, effect);
      case 'merge':
        return await merge(deps, task, effect);
    }
  };
}
