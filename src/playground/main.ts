// `npm run playground`: prints one address. With `--once "<request>"` the same runs headless and ends.
import { parseArgs } from 'node:util';
import { HEALTHS } from './mirror/mirror.ts';
import { runOnce } from './once.ts';
import { startPlayground } from './playground.ts';
import { SUGGESTIONS } from './samples.ts';

const HELP = `npm run playground                         opens a local Slack channel with the bot in it
npm run playground -- --port 8080           on that port
npm run playground -- --socket              the bot in Socket Mode instead of HTTP
npm run playground -- --rich                cards in Slack's newer blocks, and its own status and stop button
npm run playground -- --worktree            without containers, even where an engine answers
npm run playground -- --mirror down         with a package mirror that is well, has hiccups (usual), or is down
npm run playground -- --once "fix flaky tests in payments" [--approve] [--json] [--timeout 600]
                                            runs one request headless; exit 0 only when it is merged

Things to try:
${SUGGESTIONS.map(({ text, note }) => `  /agent ${text}\n      ${note}`).join('\n')}`;

const { values } = parseArgs({
  options: {
    once: { type: 'string' },
    approve: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    worktree: { type: 'boolean', default: false },
    socket: { type: 'boolean', default: false },
    rich: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    mirror: { type: 'string', default: 'hiccups' },
    timeout: { type: 'string', default: '600' },
    help: { type: 'boolean', default: false },
  },
});

const mirror = HEALTHS.find((health) => health === values.mirror);
if (values.help) {
  console.log(HELP);
} else if (mirror === undefined) {
  console.error(`--mirror ${values.mirror}: it is one of ${HEALTHS.join(', ')}`);
  process.exitCode = 64;
} else {
  await main();
}

async function main(): Promise<void> {
  const isQuiet = values.once !== undefined && values.json;
  const say = (line: string) => (isQuiet ? undefined : console.log(line));
  const playground = await startPlayground({
    port: Number(values.port),
    sandbox: values.worktree ? 'worktree' : 'auto',
    slackMode: values.socket ? 'socket' : 'http',
    isRich: values.rich,
    ...(mirror === undefined ? {} : { mirror }),
    say,
  });
  const close = closeOnce(playground.close);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)));
  try {
    await playground.bot.start();
    if (values.once === undefined) return announce(playground.slack.url, playground.engine.kind);
    process.exitCode = await once(playground, values.once);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(playground.bot.output().slice(-4_000));
    process.exitCode = 1;
  }
  await close();
}

function announce(url: string, kind: string): void {
  console.log(`\nThe playground is open:  ${url}\n`);
  console.log(
    `Attempts run in ${kind === 'docker' ? 'containers' : 'worktrees (no isolation; for trusted code only)'}. Try:`,
  );
  for (const { text } of SUGGESTIONS) console.log(`  /agent ${text}`);
  console.log('Ctrl-C ends it and removes everything it made.');
}

async function once(
  playground: Awaited<ReturnType<typeof startPlayground>>,
  request: string,
): Promise<number> {
  const print = (line: { kind: string; text?: unknown }) =>
    console.log(
      values.json
        ? JSON.stringify(line)
        : `${line.kind.padEnd(15)} ${String(line.text ?? '').replaceAll('\n', '\n                ')}`,
    );
  const result = await runOnce(playground, {
    request,
    approve: values.approve,
    timeoutMs: Number(values.timeout) * 1_000,
    print,
  });
  console.log(
    values.json
      ? JSON.stringify(result)
      : `\n${result.state} after ${result.seconds} s: ${result.task ?? 'no task'} ${result.pullRequest ?? ''}`,
  );
  return result.state === 'merged' ? 0 : 1;
}

function closeOnce(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
