// The playground's bot with kill points, see kill-points.ts.
import { appendFileSync, existsSync } from 'node:fs';
import type { Deps } from '#app/deps.ts';
import { runPlaygroundBot } from '#playground/run-bot.ts';
import { withKillPoints } from './kill-points.ts';

const file = process.env.KILL_POINTS_FILE ?? '';

/** The engine is the same in each life: trying its controls again, in four containers, would be most of what a life takes. */
function checkedOnce(sandbox: Deps['sandbox']): Deps['sandbox'] {
  const sound = `${file}.sound`;
  return Object.assign(Object.create(sandbox) as Deps['sandbox'], {
    async check() {
      if (existsSync(sound)) return;
      await sandbox.check();
      appendFileSync(sound, 'the sandbox is sound\n');
    },
  });
}

await runPlaygroundBot((deps) => withKillPoints({ ...deps, sandbox: checkedOnce(deps.sandbox) }, file));
