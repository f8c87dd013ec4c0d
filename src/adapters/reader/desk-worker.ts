// The thread in which logs and reports are read: one call of the desk's for each message.
import { parentPort, workerData } from 'node:worker_threads';
import { Desk, type DeskOptions } from '#core/signals/job/desk.ts';
import type { DeskCall, DeskReply } from './desk-call.ts';

const desk = new Desk(workerData as DeskOptions);

parentPort?.on('message', (call: DeskCall) => {
  parentPort?.postMessage(answerTo(call));
});

function answerTo({ method, args }: DeskCall): DeskReply {
  try {
    // The other side is typed by the desk itself.
    const run = desk[method] as (...args: readonly unknown[]) => unknown;
    return { result: run.apply(desk, [...args]) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
