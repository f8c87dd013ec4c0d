#!/usr/bin/env node
// Builds the adapters (sandbox-of.ts the sandbox): it wires them, starts them in order, and drains them in the other.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFile, artifactUrl } from '#adapters/artifacts/artifact-names.ts';
import { fileArtifacts } from '#adapters/artifacts/file-artifacts.ts';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { lookInto } from '#adapters/engine/look-into.ts';
import { gitPublisher } from '#adapters/git/publisher.ts';
import { githubForge } from '#adapters/github/github-forge.ts';
import { githubWebhooks } from '#adapters/github/webhooks.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { httpPager } from '#adapters/pager/http-pager.ts';
import { threadedReader } from '#adapters/reader/threaded-reader.ts';
import { clearedFirst } from '#adapters/sandbox/cleared-first.ts';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { createSlack } from '#adapters/slack/create-slack.ts';
import { SLACK_EVENTS_PATH } from '#adapters/slack/link/http.ts';
import { apiBook } from '#adapters/store/api-book.ts';
import { auditLog } from '#adapters/store/audit-log.ts';
import { flakeTable } from '#adapters/store/flake-table.ts';
import { openStore } from '#adapters/store/store.ts';
import { storeInbox } from '#adapters/store/store-inbox.ts';
import { storeProbe } from '#adapters/store/store-probe.ts';
import { artifactsRoute } from '#adapters/web/artifacts.ts';
import { atMostEvery, healthRoute, wellUnless } from '#adapters/web/health.ts';
import { exactly } from '#adapters/web/routes.ts';
import { taskLinks } from '#adapters/web/task-links.ts';
import { taskRoutes } from '#adapters/web/task-routes.ts';
import { startWebServer } from '#adapters/web/web-server.ts';
import { catchUp } from '#app/catch-up.ts';
import type { Deps } from '#app/deps.ts';
import { handleComment } from '#app/handle-comment.ts';
import { handleHint } from '#app/handle-hint.ts';
import { intents } from '#app/intents.ts';
import { liveRuns } from '#app/live-runs.ts';
import { readLiveLog } from '#app/read-live-log.ts';
import { keepTidy, whyGone } from '#app/retention.ts';
import { effectRunner } from '#app/run-effect.ts';
import { transition } from '#core/transition.ts';
import type { Clock } from '#ports/clock.ts';
import { type Log, silentLog } from '#ports/log.ts';
import { runCli } from './cli.ts';
import { artifactsIn } from './config/places.ts';
import type { Config } from './config.ts';
import { linkSecret } from './link-secret.ts';
import { sayWhatIsMissing, signalled } from './process-life.ts';
import { sandboxOf } from './sandbox-of.ts';
import { emptyScratchDir } from './scratch-dir.ts';

type Hooks = {
  /** Lets a test see or break what goes through the ports. */
  readonly around?: (deps: Deps) => Deps;
  /** Another clock than the machine's. */
  readonly clock?: Clock;
};

/** Runs until a signal ends it; rejects when it cannot start. */
export async function runBot(
  config: Config,
  { around = (deps) => deps, clock = systemClock() }: Hooks = {},
): Promise<void> {
  const log = pinoLog({ level: config.logLevel, secrets: config.app.secrets });
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const store = openStore({ path: databaseIn(config.dataDir) });
  const secret = linkSecret(config.dataDir);
  const artifactDir = artifactsIn(config.dataDir);
  const inbox = storeInbox(store);
  const settings = keyvSettings(
    config.redisUrl === null ? { store, log } : { redisUrl: config.redisUrl, log },
  );
  const engine = embeddedEngine({ store, transition, clock, log, limits: { slots: config.sandbox.slots } });
  const slack = await createSlack({
    ...config.slack,
    inbox,
    settings,
    clock,
    log,
    intents: intents(() => deps),
  });
  const links = taskLinks({ publicUrl: config.publicUrl, secret });
  const deps: Deps = around({
    engine,
    chat: slack.chat,
    forge: githubForge({ ...config.github, clock, log }),
    reader: threadedReader({ log }),
    publisher: gitPublisher({
      dataDir: config.dataDir,
      log,
      env: process.env,
      signingKeyFile: config.signingKeyFile,
    }),
    sandbox: clearedFirst(sandboxOf(config, { clock, log, env: process.env }), { clock, log }),
    artifacts: fileArtifacts({ dir: artifactDir, publicUrl: config.publicUrl, secret }),
    settings,
    flakes: flakeTable(store),
    apiBook: apiBook(store),
    audit: auditLog(store),
    pager: config.pager === null ? null : httpPager(config.pager, log),
    clock,
    log,
    config: config.app,
    taskPage: links.taskUrl,
    scratchDir: emptyScratchDir(config.dataDir),
    parts: { GitHub: () => githubState(), 'Where agents run': () => sandboxState() },
    running: new Map(),
    starts: new Map(),
  });
  const sandboxState = seldom(() => deps.sandbox.check());
  const githubState = seldom(async () => {
    const [first] = config.app.repositories;
    if (first !== undefined) await deps.forge.repository(first.repo);
  });
  const webhooks = githubWebhooks({
    secret: config.github.webhookSecret,
    inbox,
    clock,
    log,
    onHint: (hint, key, repo) => handleHint(deps, hint, key, repo),
    onComment: (comment) => handleComment(deps, comment),
  });

  const { sandbox } = deps;
  await sandbox.reap(await liveRuns(deps));
  await sayWhatIsMissing(sandbox, log);
  await deps.engine.start(effectRunner(deps));
  const web = await startWebServer({
    host: config.host,
    port: config.port,
    log,
    routes: [
      healthRoute(
        { slack: () => ({ ok: slack.connected() }), store: wellUnless(storeProbe(store, clock)) },
        {
          sandbox: sandboxState,
        },
      ),
      exactly('/github/webhooks', webhooks.listener),
      ...(slack.requestListener ? [exactly(SLACK_EVENTS_PATH, slack.requestListener)] : []),
      artifactsRoute(
        (path) => artifactFile(artifactDir, secret, path),
        (folder) => whyGone(deps, folder),
      ),
      ...taskRoutes({
        engine,
        links,
        liveLog: (task) =>
          readLiveLog(deps.artifacts, task, (folder, name) =>
            artifactUrl(config.publicUrl, secret, folder, name),
          ),
      }),
    ],
  });
  await slack.start();
  await webhooks.resume();
  await catchUp(deps, `start:${clock.nowMs()}`);
  log.info(
    {
      address: config.publicUrl,
      tasks: links.listUrl(),
      sandbox: sandbox.kind,
      slack: config.slack.mode.kind,
    },
    'greenlight is ready',
  );

  const tidying = new AbortController();
  const tidied = keepTidy(deps, config.retention, tidying.signal);

  const why = await ended(store.lost);
  log.info({ why }, 'greenlight drains');
  const cutOff = setTimeout(() => {
    log.error(
      { drainMs: DRAIN_MS },
      'something did not end in time and is cut off; it runs again after the next start',
    );
    process.exit(1);
  }, DRAIN_MS);
  tidying.abort();
  await tidied;
  await slack.stop();
  await webhooks.close();
  await web.close();
  await engine.stop();
  await sandbox.close();
  await settings.close();
  await store.close();
  clearTimeout(cutOff);
  log.info({}, 'greenlight has ended');
  endThough(log);
  if (why === 'lost')
    throw new Error(`another Greenlight process took over ${store.path}; only one may run on a database`);
}

const databaseIn = (dataDir: string): string => join(dataDir, 'greenlight.db');

/** All is written by now: what a library still holds open must not keep the process. It is named, since something forgot it. */
function endThough(log: Log): void {
  setTimeout(() => {
    log.warn({ open: process.getActiveResourcesInfo() }, 'something was left open');
    process.exit();
  }, LEFT_OPEN_MS).unref();
}

/** What does not end by itself by then is cut off: it runs again after the next start. */
const DRAIN_MS = 30_000;
const LEFT_OPEN_MS = 2_000;

/** A signal, or a database that is another's by now. */
const ended = (lost: AbortSignal): Promise<'SIGTERM' | 'SIGINT' | 'lost'> =>
  Promise.race([
    signalled(),
    new Promise<'lost'>((resolve) => {
      if (lost.aborted) resolve('lost');
      lost.addEventListener('abort', () => resolve('lost'));
    }),
  ]);

/** It may start a container, or cost a request: whoever watches asks much more often. */
const CHECK_EVERY_MS = 60_000;
const seldom = (work: () => Promise<unknown>) => {
  const check = atMostEvery(CHECK_EVERY_MS, wellUnless(work));
  return async () => await check();
};

// Last, so that everything above exists. A failed start leaves doors open that would keep the process alive.
if (import.meta.main) {
  const code = await runCli(process.argv.slice(2), process.env, {
    runBot: (config) => runBot(config),
    sandboxOf: (config) => sandboxOf(config, { clock: systemClock(), log: silentLog, env: process.env }),
    lookInto: (dataDir, look) => lookInto(databaseIn(dataDir), look),
    clock: systemClock(),
  });
  if (code === 0) process.exitCode = 0;
  else process.exit(code);
}
