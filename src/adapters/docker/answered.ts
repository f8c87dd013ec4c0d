// A bound on every call to the engine: one that is stopped, stuck or cut off may take a request and never answer.

const CALL_TIMEOUT_MS = 30_000;

/**
 * What the call gives, or a TimeoutError. A race and not an abort signal: the client ignores signals on some calls and on
 * every hijacked one, and its own `timeout` option leaves promises unsettled for ever.
 */
export async function answered<T>(call: Promise<T>, timeoutMs = CALL_TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError')),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
