// Every webhook example that GitHub's own project publishes, signed and delivered to the intake of a bot with a task in CI.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { githubWebhooks, INBOX_SOURCE } from '#adapters/github/webhooks.ts';
import { storeInbox } from '#adapters/store/store-inbox.ts';
import { handleHint } from '#app/handle-hint.ts';
import type { Log } from '#ports/log.ts';
import { aTaskInCi } from '#test/stories/beginnings.ts';
import { REPO } from '#test/stories/story-deps.ts';
import type { World } from '#test/stories/world.ts';
import { WEBHOOK_SECRET } from './stand-in.ts';

type Example = { readonly action?: string };
type Published = readonly { readonly name: string; readonly examples: readonly Example[] }[];

const published: Published = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('@octokit/webhooks-examples')), 'utf8'),
);
const examples = published.flatMap(({ name, examples }) =>
  examples.map((payload, index) => ({
    id: `${name}-${index}`,
    name,
    payload,
    is: [name, payload.action].join(' ').trim(),
  })),
);

/** The intake as the bot runs it, over the story's own store and engine; what was hinted at and logged is seen. */
async function intakeOf(world: World) {
  const lines: string[] = [];
  const note = (_: unknown, said: string) => void lines.push(said);
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  const hinted: string[] = [];
  const inbox = storeInbox(world.store);
  const webhooks = githubWebhooks({
    secret: WEBHOOK_SECRET,
    inbox,
    clock: world.clock,
    log,
    onHint: async (hint, key, repo) => {
      hinted.push(hint.type);
      await handleHint(world.deps, hint, key, repo);
    },
    onComment: async () => {
      hinted.push('comment');
    },
  });
  const server = createServer((request, response) => void webhooks.listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await webhooks.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/webhooks`;

  /** Gives what this delivery alone hinted at and logged. */
  async function deliver(id: string, event: string, payload: unknown) {
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
    const headers = {
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    };
    const before = { hinted: hinted.length, lines: lines.length };
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.text();
    await webhooks.idle();
    return {
      status: response.status,
      hinted: hinted.slice(before.hinted),
      lines: lines.slice(before.lines),
    };
  }

  const isKept = async () => {
    for await (const { key } of inbox.pending(INBOX_SOURCE)) return key;
    return undefined;
  };
  return { deliver, isKept };
}

/** The same payload, of our repository and the task's branch: what GitHub would have sent about them. */
function asOurs(payload: unknown, branch: string): unknown {
  const ours: Readonly<Record<string, string>> = {
    full_name: `${REPO.owner}/${REPO.name}`,
    head_branch: branch,
  };
  return JSON.parse(JSON.stringify(payload), function (this: { owner?: unknown }, key, value: unknown) {
    if (key === 'ref') return String(value).startsWith('refs/') ? `refs/heads/${branch}` : branch;
    if (typeof value === 'string') return ours[key] ?? value;
    if (key === 'repository' && isRecord(value))
      return { ...value, name: REPO.name, owner: { ...Object(value.owner), login: REPO.owner } };
    if (key === 'branches' && Array.isArray(value)) return value.map((each) => ({ ...each, name: branch }));
    return value;
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

test('what is not ours is answered, says nothing, and moves nothing', async () => {
  expect(examples.length).toBeGreaterThan(300);
  const world = await aTaskInCi();
  const { deliver, isKept } = await intakeOf(world);
  const before = await world.task();
  for (const { id, name, payload } of examples) {
    const { status, hinted, lines } = await deliver(id, name, payload);
    expect({ id, status, hinted }).toEqual({ id, status: 202, hinted: [] });
    expect(lines.length, `${id} logged ${lines}`).toBeLessThanOrEqual(1);
  }
  await world.settled();
  expect(await world.task()).toEqual(before);
  expect(await isKept()).toBeUndefined();
});

test('the same of our repository and branch says what it should, and only people move the task', async () => {
  const world = await aTaskInCi();
  const { deliver, isKept } = await intakeOf(world);
  const branch = `greenlight/${world.taskId()}`;
  const said = new Map<string, string>();
  for (const { id, name, payload, is } of examples) {
    const before = (await world.task()).state;
    const { status, hinted, lines } = await deliver(`ours-${id}`, name, asOurs(payload, branch));
    expect({ id, status, lines }).toEqual({ id, status: 202, lines: [] });
    await world.settled();
    if (hinted.every((type) => type === 'ci_changed')) expect((await world.task()).state).toEqual(before);
    for (const type of hinted) said.set(is, type);
  }
  expect(await isKept()).toBeUndefined();
  expect(Object.fromEntries(said)).toMatchInlineSnapshot(`
    {
      "check_run completed": "ci_changed",
      "check_run created": "ci_changed",
      "check_run requested_action": "ci_changed",
      "check_run rerequested": "ci_changed",
      "check_suite completed": "ci_changed",
      "check_suite requested": "ci_changed",
      "check_suite rerequested": "ci_changed",
      "pull_request closed": "pull_request_closed",
      "pull_request converted_to_draft": "pull_request_drafted",
      "pull_request opened": "ci_changed",
      "pull_request ready_for_review": "ci_changed",
      "pull_request reopened": "ci_changed",
      "pull_request synchronize": "branch_moved",
      "push": "branch_moved",
      "status": "ci_changed",
      "workflow_job completed": "ci_changed",
      "workflow_job in_progress": "ci_changed",
      "workflow_job queued": "ci_changed",
      "workflow_job waiting": "ci_changed",
      "workflow_run completed": "ci_changed",
      "workflow_run requested": "ci_changed",
    }
  `);
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    Codertocat closed the pull request.
    Retry makes another attempt and opens a new one; Abort ends the task."
  `);
});
