// The thread in which files are scanned, so that a text made to take for ever can be ended. Answers file by file.
import { parentPort, workerData } from 'node:worker_threads';
import { type ScanInput, scanFile } from './scan-file.ts';

for (const [index, file] of (workerData as readonly ScanInput[]).entries()) {
  parentPort?.postMessage({ index, result: await scanFile(file) });
}
