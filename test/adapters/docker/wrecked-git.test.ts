// The work tree is collected whatever an agent did to its .git, by error or on purpose.
import { expect, test } from 'vitest';
import { describeWith } from '#test/support/parts.ts';
import { onEngine } from './on-engine.ts';

const EVIL = 'touch /work/out/executed; echo evil >> /work/repo/evil.txt';

const WRECKS: readonly (readonly [string, string])[] = [
  ['deleted', 'rm -rf .git'],
  ['a file', 'rm -rf .git; echo "gitdir: /nowhere" > .git'],
  ['a link to elsewhere', 'rm -rf .git; ln -s / .git'],
  ['full of garbage', 'find .git -type f -exec sh -c \'echo garbage > "$1"\' _ {} \\;'],
  ['without objects', 'rm -rf .git/objects; git gc --quiet 2>/dev/null'],
  [
    'packed and pruned',
    'git config gc.auto 1; git -c user.name=a commit -q --allow-empty -m x; git gc --quiet --prune=now',
  ],
  [
    'another repository',
    'rm -rf .git; git init -q -b main; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m root',
  ],
  [
    'set to run things',
    `printf '#!/bin/sh\\n${EVIL}\\n' > /work/out/evil.sh; chmod +x /work/out/evil.sh; git config core.fsmonitor /work/out/evil.sh; git config core.hooksPath /work/out; for h in pre-commit post-index-change reference-transaction; do cp /work/out/evil.sh .git/hooks/$h; done; git config filter.f.clean /work/out/evil.sh; echo '* filter=f' > .git/info/attributes; rm -f /work/out/executed evil.txt`,
  ],
  [
    'holding files back',
    'git update-index --assume-unchanged src/a.txt; git update-index --skip-worktree README.md; echo "*" > .git/info/exclude',
  ],
  ['locked', 'touch .git/index.lock .git/HEAD.lock'],
];

describeWith('docker', 'a work tree', () => {
  const on = onEngine();

  const run = (script: string) => on.bench.run(on.sandbox, on.bench.spec(script));

  test.each(WRECKS)('whose .git is %s is collected', async (_wreck, script) => {
    const { result } = await run(`${script}; echo changed > src/a.txt; echo new > new.txt`);
    expect(await on.bench.treeOf(result.bundlePath)).toEqual({
      '.gitignore': 'node_modules/\n',
      'README.md': '# bench\n',
      'new.txt': 'new\n',
      'src/a.txt': 'changed\n',
    });
  });

  test('with repositories inside is collected as the files that they are', async () => {
    const { result } = await run('git init -q sub; echo s > sub/s.txt; echo new > new.txt');
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({
      'sub/s.txt': 's\n',
      'new.txt': 'new\n',
    });
  });

  test('with locked files and directories is collected', async () => {
    const { result } = await run('mkdir d; echo x > d/x.txt; echo y > y.txt; chmod 000 d y.txt');
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({ 'd/x.txt': 'x\n', 'y.txt': 'y\n' });
  });

  test('with names that would be options, and with pipes and sockets, is collected', async () => {
    const { result } = await run(
      `echo 1 > ./-rf; echo 2 > './--exec=x'; node -e "require('net').createServer().listen('./sock', () => process.exit())"; echo 3 > ':(top)x'`,
    );
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({
      '-rf': '1\n',
      '--exec=x': '2\n',
      ':(top)x': '3\n',
    });
  });

  test('changed and changed back is no change', async () => {
    expect(
      (await run('echo two > src/a.txt; echo one > src/a.txt; git commit -qam x')).result.bundlePath,
    ).toBeNull();
  });

  test('edited within the second it was made, to the same size, is a change', async () => {
    const { result } = await run('echo six > src/a.txt');
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({ 'src/a.txt': 'six\n' });
  });

  test('emptied is a change', async () => {
    const { result } = await run('rm -rf .git .gitignore * ');
    expect(await on.bench.treeOf(result.bundlePath)).toEqual({});
  });
});
