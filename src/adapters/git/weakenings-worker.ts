// The thread in which changed tests are compared, so that a text made to take for ever can be ended.
import { parentPort, workerData } from 'node:worker_threads';
import { type ChangedText, findWeakenings } from '#core/integrity/guard.ts';

parentPort?.postMessage(findWeakenings(workerData as readonly ChangedText[]));
