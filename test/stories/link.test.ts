// Who somebody is on the forge: linked by a code from the chat that only the named account can take up, and undone from either side.
import { expect, it } from 'vitest';
import { auditLines } from '#adapters/store/audit-log.ts';
import { handleComment } from '#app/handle-comment.ts';
import { actorOf } from '#app/roles.ts';
import { aTaskInCi } from './beginnings.ts';
import { codeIn } from './linking.ts';
import { said } from './reading.ts';
import { type Name, REPO, who } from './story-deps.ts';
import type { World } from './world.ts';

const loginOf = async (world: World, name: Name) => (await actorOf(world.deps, who(name), 'slash')).login;
const tellings = (world: World) => world.chat.answers().map(({ message }) => said(message));
const settingLines = (world: World) =>
  [...auditLines(world.store, {})].flatMap((each) => {
    const { action, about, who: by, from, result } = 'line' in each ? JSON.parse(each.line) : {};
    return about === undefined ? [] : [`${by.login ?? by.name} ${action} by ${from}: ${about}, ${result}`];
  });

it('links the account that posts the code, tells both sides, and knows it from then on', async () => {
  const world = await aTaskInCi();
  expect(await world.types('ana', 'link')).toMatchInlineSnapshot(`
    "You are linked to no GitHub account.
    To link one: /agent link your-github-login gives you a code to post from there."
  `);
  const offered = await world.types('ana', 'link @ana-dev');
  const code = codeIn(offered);
  expect(offered.replace(code, 'gl-…')).toMatchInlineSnapshot(`
    "To show that @ana-dev is you, comment from that account, before 14:13 UTC, on any pull request of a repository that I work in:
    /agent link gl-…
    It works once and for that account alone. Never post a code that somebody else gave you."
  `);
  expect(await loginOf(world, 'ana')).toBeUndefined();
  expect(await world.comments('ana-dev', `link ${code}`)).toMatchInlineSnapshot(`
    "The account @​ana-dev is linked to ana of the chat now.

    If that is not you, comment \`/agent unlink\` here: it ends at once."
  `);
  expect(tellings(world).at(-1)).toMatchInlineSnapshot(`
    "You are linked to the GitHub account @ana-dev now.
    /agent unlink ends that."
  `);
  expect(await loginOf(world, 'ana')).toBe('ana-dev');
  expect(await loginOf(world, 'ben')).toBeUndefined();
  expect(await world.types('ana', 'link')).toMatchInlineSnapshot(`
    "You are linked to the GitHub account @ana-dev.
    /agent unlink ends that; /agent link other-login replaces it."
  `);
  await world.restart();
  expect(await loginOf(world, 'ana')).toBe('ana-dev');
});

it('gives a code to nobody but the account it names, once, and for ten minutes', async () => {
  const world = await aTaskInCi();
  const code = codeIn(await world.types('ana', 'link ana-dev'));
  expect(await world.comments('gia-dev', `link ${code}`)).toMatchInlineSnapshot(`
    "That code is for the account @​ana-dev, so nothing was linked.

    Post it from there, or get one for this account in the chat with \`/agent link …\`."
  `);
  expect(await world.comments('ana-dev', `link ${code}`, 'first')).toContain('is linked to ana');
  expect(await world.comments('ana-dev', `link ${code}`, 'second')).toMatchInlineSnapshot(`
    "That code is not known here: it was used, it is older than ten minutes, or it was mistyped.

    Get another one in the chat with \`/agent link your-github-login\`."
  `);
  const late = codeIn(await world.types('ben', 'link ben-dev'));
  world.clock.advance(10 * 60_000);
  expect(await world.comments('ben-dev', `link ${late}`)).toContain('That code is not known here');
  expect(await loginOf(world, 'ben')).toBeUndefined();
});

it('does the same again for a comment that is told of twice', async () => {
  const world = await aTaskInCi();
  const code = codeIn(await world.types('ana', 'link ana-dev'));
  await world.comments('ana-dev', `link ${code}`, 'same');
  const answer = await world.comments('ana-dev', `link ${code}`, 'same');
  expect(answer).toContain('is linked to ana');
  expect(settingLines(world)).toEqual(['ana-dev link by comment: UANA = ana-dev, linked']);
});

it('never gives one account to two people, whoever was first; its owner can give it up', async () => {
  const world = await aTaskInCi();
  const first = codeIn(await world.types('ana', 'link ana-dev'));
  const second = codeIn(await world.types('gia', 'link ana-dev'));
  await world.comments('ana-dev', `link ${first}`);
  expect(await world.comments('ana-dev', `link ${second}`)).toMatchInlineSnapshot(`
    "The account @​ana-dev is linked to ana already, so nothing was linked.

    To give that up, comment \`/agent unlink\` here, then post a new code."
  `);
  expect(await loginOf(world, 'gia')).toBeUndefined();
  expect(await world.comments('ana-dev', 'unlink')).toMatchInlineSnapshot(
    `"The account @​ana-dev is linked to nobody of the chat any more."`,
  );
  expect(await world.comments('ana-dev', 'unlink')).toMatchInlineSnapshot(
    `"The account @​ana-dev is linked to nobody of the chat: there is nothing to end."`,
  );
  expect(await loginOf(world, 'ana')).toBeUndefined();
});

it('follows the account, not its name: who takes a login over takes no link over', async () => {
  const world = await aTaskInCi();
  await world.comments('ana-dev', `link ${codeIn(await world.types('ana', 'link ana-dev'))}`);
  const comment = { repo: REPO, pullRequest: 1, by: 'ana-dev', accountId: 666, words: 'unlink', key: 'x' };
  await handleComment(world.deps, comment);
  expect(await loginOf(world, 'ana')).toBe('ana-dev');
});

it('replaces the account that somebody had before', async () => {
  const world = await aTaskInCi();
  await world.comments('ana-dev', `link ${codeIn(await world.types('ana', 'link ana-dev'))}`);
  await world.comments('ana', `link ${codeIn(await world.types('ana', 'link ana'))}`);
  expect(await loginOf(world, 'ana')).toBe('ana');
  expect(await world.comments('ana-dev', 'unlink')).toContain('is linked to nobody');
});

it('ends by its own hand or an admin’s, and is on record', async () => {
  const world = await aTaskInCi({ admins: ['olu'] });
  await world.comments('ana-dev', `link ${codeIn(await world.types('ana', 'link ana-dev'))}`);
  expect(await world.types('ben', 'unlink @ana')).toMatchInlineSnapshot(`
    "Only admins end the links of others, so nothing was changed.
    Ask an admin; your own ends with /agent unlink."
  `);
  expect(await world.types('olu', 'unlink @somebody')).toMatchInlineSnapshot(`
    "I do not know whom @somebody means, so nothing was changed.
    Choose the person from the list that the chat offers after “@”."
  `);
  expect(await world.types('olu', 'unlink @ana')).toMatchInlineSnapshot(`
    "The link of @ana to @ana-dev is ended.
    Whoever it is can link an account again with /agent link …."
  `);
  expect(await world.types('olu', 'unlink @ana')).toMatchInlineSnapshot(
    `"There is nothing to end: @ana is linked to no GitHub account."`,
  );
  await world.comments('ana-dev', `link ${codeIn(await world.types('ana', 'link ana-dev'))}`);
  expect(await world.types('ana', 'unlink')).toMatchInlineSnapshot(`
    "You are not linked to @ana-dev any more.
    /agent link ana-dev links it again."
  `);
  expect(await world.types('ana', 'unlink')).toMatchInlineSnapshot(
    `"You are linked to no GitHub account: there is nothing to end."`,
  );
  expect(settingLines(world)).toMatchInlineSnapshot(`
    [
      "ana-dev link by comment: UANA = ana-dev, linked",
      "olu unlink by slash: UANA = ana-dev, unlinked",
      "ana-dev link by comment: UANA = ana-dev, linked",
      "ana unlink by slash: UANA = ana-dev, unlinked",
    ]
  `);
});

it('hears links on any pull request of a configured repository, and of no other', async () => {
  const world = await aTaskInCi();
  const code = codeIn(await world.types('ana', 'link ana-dev'));
  const comment = { by: 'ana-dev', accountId: 11, words: `link ${code}`, key: '1' };
  await handleComment(world.deps, { ...comment, repo: { owner: 'acme', name: 'other' }, pullRequest: 1 });
  expect(await loginOf(world, 'ana')).toBeUndefined();
});

it('stores nothing that shows the code', async () => {
  const world = await aTaskInCi();
  const code = codeIn(await world.types('ana', 'link ana-dev'));
  const rows = world.store.read.all('SELECT * FROM kv');
  expect(JSON.stringify(rows)).not.toContain(code);
  expect(JSON.stringify(rows)).toContain('ana-dev');
});
