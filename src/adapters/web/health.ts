// GET /healthz: one JSON object with the state of each part; 200 when all are well, else 503.
import { isRead, type Route, send } from './routes.ts';

/** `detail` is for the operator and public: no secrets, no names of people. */
export type PartState = { readonly ok: boolean; readonly detail?: string };
export type HealthChecks = Readonly<Record<string, () => PartState | Promise<PartState>>>;

/** Whoever asks gives up after a few seconds: a part that does not answer by then is not well. */
const CHECK_TIMEOUT_MS = 2_000;

export function healthRoute(checks: HealthChecks): Route {
  return {
    matches: (path) => path === '/healthz',
    async handle(request, response) {
      if (!isRead(request, response)) return;
      const states = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
      );
      const ok = states.every(([, state]) => state.ok);
      const body = JSON.stringify({ status: ok ? 'ok' : 'failing', parts: Object.fromEntries(states) });
      send(response, { status: ok ? 200 : 503, contentType: 'application/json; charset=utf-8', body });
    },
  };
}

async function stateOf(check: HealthChecks[string]): Promise<PartState> {
  const { promise: late, resolve } = Promise.withResolvers<PartState>();
  const timer = setTimeout(() => resolve({ ok: false, detail: 'did not answer in time' }), CHECK_TIMEOUT_MS);
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.name : 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
