// The agent of the abuse suite: tries everything, reports each, and ends as somebody who does not want to end.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { credentials } from './credentials.ts';
import { hostFiles, plant } from './host-files.ts';
import { network } from './network.ts';
import { systemCalls } from './system-calls.ts';
import { MARK } from './trial.ts';

await credentials();
await hostFiles();
await systemCalls();
await network();
plant(process.env.ABUSE_HOST_FOLDER ?? '');
writeFileSync('/work/out/result.json', process.env.ABUSE_CLAIMS ?? '');
process.stdout.write(process.env.ABUSE_FORGERY ?? '');
outlive(process.env.ABUSE_MARKER ?? '');
process.stdout.write(`\n${MARK}end\n`);

/** Processes that ignore what can be ignored: sessions of their own, orphans, one that stands still, and a tree that grows again. */
function outlive(marker: string): void {
  const stubborn = "trap '' TERM INT HUP QUIT PIPE;";
  const scripts = [
    `${stubborn} while :; do sleep 0.1; done`,
    `${stubborn} (setsid sh -c '${stubborn.replaceAll("'", '"')} while :; do sleep 0.1; done' ${marker} &) ; sleep 600`,
    'kill -STOP $$',
    `${stubborn} while :; do (sleep 0.3 &) ; sleep 0.02; done`,
  ];
  for (const script of scripts)
    spawn('sh', ['-c', script, marker], { detached: true, stdio: 'ignore' }).unref();
  process.on('SIGTERM', () => undefined).on('SIGINT', () => undefined);
  setInterval(() => undefined, 1_000);
}
