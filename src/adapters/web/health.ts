// GET /healthz: one JSON object with the state of each part; 200 when all that count are well, else 503.
import { PortError } from '#ports/port-error.ts';
import { isRead, type Route, send } from './routes.ts';

/** `detail` is for the operator and public: no secrets, no names of people. */
export type PartState = { readonly ok: boolean; readonly detail?: string };
export type Check = () => PartState | Promise<PartState>;
export type HealthChecks = Readonly<Record<string, Check>>;

/** Whoever asks gives up after a few seconds: a part that does not answer by then is not well. */
const CHECK_TIMEOUT_MS = 2_000;

/** What is in `beside` is told and counts for nothing: starting the bot again would not mend it. */
export function healthRoute(checks: HealthChecks, beside: HealthChecks = {}): Route {
  return {
    matches: (path) => path === '/healthz',
    async handle(request, response) {
      if (!isRead(request, response)) return;
      const [counting, others] = await Promise.all([statesOf(checks), statesOf(beside)]);
      const ok = Object.values(counting).every((state) => state.ok);
      const body = JSON.stringify({ status: ok ? 'ok' : 'failing', parts: counting, beside: others });
      send(response, { status: ok ? 200 : 503, contentType: 'application/json; charset=utf-8', body });
    },
  };
}

/** A part that is well unless this throws: then with the code of the problem, which holds no secret. */
export const wellUnless =
  (work: () => Promise<unknown>): Check =>
  async () => {
    try {
      await work();
      return { ok: true };
    } catch (error) {
      if (error instanceof PortError) return { ok: false, detail: error.problem.code };
      throw error;
    }
  };

/** A check that costs something: everybody who asks may not ask it more often than this. */
export function atMostEvery(everyMs: number, check: Check): Check {
  let newest: { readonly askedMs: number; readonly state: Promise<PartState> } | undefined;
  return () => {
    const nowMs = performance.now();
    if (newest === undefined || nowMs - newest.askedMs >= everyMs)
      newest = { askedMs: nowMs, state: Promise.resolve().then(check) };
    return newest.state;
  };
}

async function statesOf(checks: HealthChecks): Promise<Record<string, PartState>> {
  const states = Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const);
  return Object.fromEntries(await Promise.all(states));
}

async function stateOf(check: Check): Promise<PartState> {
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
