// Reads logs and reports right here, without a thread: the real desk, for tests that are about what follows from it.
import { Desk } from '#core/signals/job/desk.ts';
import type { LogReader } from '#ports/log-reader.ts';

export type HereLimits = { readonly keptBytes?: number; readonly maxLogBytes?: number };

export function readerHere({ keptBytes = 4_000_000, maxLogBytes = 200_000_000 }: HereLimits = {}): LogReader {
  return {
    open(secrets) {
      const desk = new Desk({ secrets, keptBytes, maxLogBytes });
      let turn: Promise<unknown> = Promise.resolve();
      const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
        const mine = turn.then(work);
        turn = mine.catch(() => undefined);
        return mine;
      };
      return {
        log: (facts, chunks, help) =>
          inTurn(async () => {
            desk.beginLog(facts, help.green);
            for await (const chunk of chunks) desk.push(chunk);
            const added = [];
            for (const path of desk.addedMatchers()) {
              const text = await help.added(path);
              if (text !== null) added.push({ path, text });
            }
            return desk.endLog([...added.toReversed(), ...help.matchers]);
          }),
        green: (chunks) =>
          inTurn(async () => {
            desk.beginGreen();
            for await (const chunk of chunks) desk.push(chunk);
            return desk.endGreen();
          }),
        report: (name, bytes) => inTurn(async () => desk.report(name, bytes)),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}
