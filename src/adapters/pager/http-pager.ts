// The Pager port over HTTP: one shape of request for each kind of pager, one way of sending them. The address is the operator's own, and no answer can lead elsewhere.
import { problem } from '#core/problem.ts';
import type { Log } from '#ports/log.ts';
import type { Pager, PagerKind, PagerOptions } from '#ports/pager.ts';
import { PortError } from '#ports/port-error.ts';
import { genericJson } from './generic-json.ts';
import { opsgenie } from './opsgenie.ts';
import type { PagerApi, PagerRequest } from './pager-api.ts';
import { pagerDuty } from './pager-duty.ts';

const APIS: Record<PagerKind, PagerApi> = { pagerduty: pagerDuty, opsgenie, json: genericJson };

const TIMEOUT_MS = 10_000;
/** An answer is only looked at for its status. */
const TOO_MANY = 429;

export function httpPager(options: PagerOptions, log: Log): Pager {
  const api = APIS[options.kind];
  const base = options.url ?? api.url;
  return {
    trigger: (page) => send('opening an incident', api.trigger(page, options.key)),
    resolve: (dedupKey) => send('ending an incident', api.resolve(dedupKey, options.key), GONE),
  };

  async function send(what: string, request: PagerRequest, fine: readonly number[] = []): Promise<void> {
    const answer = await post(what, request);
    await answer.body?.cancel();
    if (answer.ok || fine.includes(answer.status)) return;
    const isBusy = answer.status === TOO_MANY || answer.status >= 500;
    log.warn({ status: answer.status, pager: options.kind }, 'the pager refused a request');
    throw failure(what, `it answered ${answer.status}`, isBusy);
  }

  async function post(what: string, { path, headers, body }: PagerRequest): Promise<Response> {
    try {
      return await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw failure(what, 'it could not be reached', true, error);
    }
  }

  function failure(what: string, why: string, retryable: boolean, cause?: unknown): PortError {
    const detail = `${what} at ${options.kind}: ${why}. Look at escalation.pager in greenlight.yml.`;
    return new PortError(problem('pager_unavailable', detail), { retryable, cause });
  }
}

/** It is not there, or not any more: that is what was wanted. */
const GONE = [404, 410];
