// What an agent may reach and what its models may cost: both are enforced outside of it, and both are told.
import { describe, expect, it } from 'vitest';
import { type ModelUsage, NO_USAGE } from '#core/egress/model/usage.ts';
import { anEmptyWorld, aTaskAtWork, turnsRed } from './beginnings.ts';

describe('hosts', () => {
  const allow = (host: string) => ({ host, port: 443, methods: 'any' as const, purpose: '' });
  const denials = {
    list: [
      { host: 'registry.example.com', port: 443, rule: 'host_not_listed' as const, count: 3 },
      { host: '169.254.169.254', port: 80, method: 'GET', rule: 'ip_literal' as const, count: 1 },
    ],
    omitted: 0,
  };

  it('are those that the operator allows, narrowed by the repository’s own list', async () => {
    const { agent } = await aTaskAtWork({
      policy: { network: [allow('*.example.com'), allow('other.example.org')] },
      repositoryFile: 'network: [api.example.com]',
    });
    expect(agent.spec.network).toEqual([allow('api.example.com')]);
    expect(agent.spec.inputs['prompt.md']).toContain('- `api.example.com:443`');
  });

  it('that a repository wants beyond them are a problem by name, and nothing runs', async () => {
    const world = await anEmptyWorld({ repositoryFile: 'network: [api.example.com]' });
    await world.types('ana', 'fix flaky tests in payments');
    await world.reaches('needs_human');
    expect(world.says()).toMatchInlineSnapshot(`
      "▲ Needs a human · Greenlight cannot go on alone
      The file .github/greenlight.yml on the base branch cannot be used: network: api.example.com:443 is more than the operator allows (nothing).
      Correct the file, then press Retry."
    `);
    expect(world.sandbox.runs).toEqual([]);
  });

  it('that were refused are on the card and in the call where the agent failed', async () => {
    const { world, agent } = await aTaskAtWork();
    agent.end(null, { exitCode: 1, denials });
    await world.reaches('blocked');
    expect(world.cardText()).toContain(
      'Blocked: registry.example.com:443 by rule host_not_listed (3 times) and 169.254.169.254:80 by rule ip_literal',
    );
    expect(world.lastReply()).toMatchInlineSnapshot(`
      "Blocked. empty_patch: the agent failed with exit code 1 and changed no file.
      Asked: “fix flaky tests in payments”
      Tried
      1  ■ agent failed after 0 s
      There is no branch to look at.
      So far: 1 attempt
      Blocked: registry.example.com:443 by rule host_not_listed (3 times) and 169.254.169.254:80 by rule ip_literal.
      Look at its log, then press Retry."
    `);
  });

  it('are not spoken of where a tool that every request offers was taken off', async () => {
    const { world, agent } = await aTaskAtWork();
    const tool = { host: 'openai', port: 4000, rule: 'model_tool' as const, detail: 'web_search', count: 9 };
    agent.end(null, { denials: { list: [tool], omitted: 0 } });
    await world.reaches('blocked');
    expect(world.cardText() + world.lastReply()).not.toContain('openai');
    expect((await world.task()).attempts[0]?.denials?.list).toEqual([tool]);
  });

  it('that were refused are told to the next attempt, and to nobody where the change was pushed', async () => {
    const { world, agent } = await aTaskAtWork();
    agent.end('a change', { denials });
    await world.reaches('awaiting_ci');
    await turnsRed(world, 'settles in order');
    const prompt = String((await world.agent()).spec.inputs['prompt.md']);
    expect(prompt.slice(prompt.indexOf('## Network'), prompt.indexOf('## Rules'))).toMatchInlineSnapshot(`
      "## Network

      There is no network here. What the repository needs is in the checkout or comes by the package managers that are set up.

      These were refused to earlier attempts and will be again; go without:

      \`\`\`text refused
      registry.example.com:443: the host is not listed
      169.254.169.254:80: an address is no host name
      \`\`\`

      "
    `);
    expect(world.replies().join('\n')).not.toContain('registry.example.com');
  });
});

describe('what models cost', () => {
  const used = (costUsd: number, more: Partial<ModelUsage> = {}): ModelUsage => ({
    ...NO_USAGE,
    requests: 3,
    inputTokens: 1_000,
    costUsd,
    ...more,
  });
  const options = { model: 'anthropic', policy: { maxCostUsd: 5 } };

  it('is metered, whatever the agent says of it', async () => {
    const { world, agent } = await aTaskAtWork(options);
    expect(agent.spec.budget).toEqual({ maxUsd: 5, spentUsd: 0 });
    agent.end('a change', { result: { costUsd: 0.01 }, usage: used(1.25) });
    await world.reaches('awaiting_ci');
    expect(world.cardText()).toContain('$1.25 (metered)');
    await turnsRed(world, 'settles in order');
    expect((await world.agent()).spec.budget).toEqual({ maxUsd: 5, spentUsd: 1.25 });
  });

  it('ends an agent that goes on without money, and publishes what it has done', async () => {
    const { world, agent } = await aTaskAtWork(options);
    agent.uses(used(5.02, { isExhausted: true }));
    await world.passes(65_000);
    expect(world.sandbox.stopped).toEqual([{ key: `${world.taskId()}-a1`, collect: true }]);
    await world.reaches('blocked');
    expect(world.publisher.pushes).toHaveLength(1);
    expect(world.lastReply()).toContain('max_cost_usd: the $5.00 of this round are spent.');
  });

  it('lets an agent that ends by itself in time', async () => {
    const { world, agent } = await aTaskAtWork(options);
    const usage = used(4.999999, { isExhausted: true, estimated: true });
    agent.uses(usage);
    await world.passes(20_000);
    agent.end('a change', { exitCode: 1, usage });
    await world.reaches('blocked');
    expect(world.sandbox.stopped).toEqual([]);
    expect(world.lastReply()).toContain('max_cost_usd');
    expect(world.cardText()).toContain('$5.00 (metered, in part estimated)');
  });

  it('is not forgotten when the bot goes down in the middle', async () => {
    const { world, agent } = await aTaskAtWork(options);
    agent.uses(used(2));
    agent.uses(used(2.5));
    await world.settled();
    await world.restart();
    const again = await world.agent();
    expect(again.spec).toMatchObject({ run: 2, budget: { maxUsd: 5, spentUsd: 2.5 } });
    again.end('a change', { usage: used(1) });
    await world.reaches('awaiting_ci');
    expect((await world.task()).attempts).toMatchObject([{ costUsd: 3.5, usage: { requests: 6 } }]);
  });

  it('stays the agent’s word where it has no gateway', async () => {
    const { world, agent } = await aTaskAtWork();
    expect(agent.spec.budget).toBeUndefined();
    agent.end('a change', { result: { costUsd: 0.5 } });
    await world.reaches('awaiting_ci');
    expect(world.cardText()).toContain('$0.50 (as the agent tells)');
  });
});
