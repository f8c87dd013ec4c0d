// The npm that setup-node brings: the one that this machine has, found as a script so that the project's own Node runs it.
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import type { JobPlace } from './job-context.ts';

const SCRIPT = 'npm-cli.js';

/** Puts it on the job's path, as GITHUB_PATH does. Gives its version; null where there is none to be found. */
export async function putNpm(place: JobPlace): Promise<string | null> {
  const script = await npmScript();
  if (script === undefined) return null;
  const tools = join(place.temp, 'tools');
  await mkdir(tools, { recursive: true });
  const call = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`;
  await writeFile(join(tools, 'npm'), call, { mode: 0o755 });
  await appendFile(place.pathFile, `${tools}\n`);
  const about: { version: string } = JSON.parse(
    await readFile(join(dirname(script), '..', 'package.json'), 'utf8'),
  );
  return about.version;
}

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/** npm names itself to what it runs; else the first on the path tells where its script is. */
async function npmScript(): Promise<string | undefined> {
  const named = process.env.npm_execpath;
  if (named !== undefined && basename(named) === SCRIPT) return named;
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const npm = join(directory, 'npm');
    const script = existsSync(npm) ? await realpath(npm) : '';
    if (basename(script) === SCRIPT) return script;
  }
  return undefined;
}
