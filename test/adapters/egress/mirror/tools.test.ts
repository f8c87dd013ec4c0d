// The package managers themselves against a mirror: pip, go and cargo, each with the settings that an agent's container gets.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '#test/support/parts.ts';
import { putCrate, putGoModule, putWheel } from '#test/support/registry/packages.ts';
import { type MirrorBench, mirrorBench } from './mirror-bench.ts';

const run = promisify(execFile);
const { PATH = '', HOME = '' } = process.env;

let folder: string;
let bench: MirrorBench | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-tools-'));
});
afterEach(async () => {
  await bench?.close();
  // Go makes its modules read-only.
  await run('chmod', ['-R', 'u+w', folder]);
  await rm(folder, { recursive: true, force: true });
});

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
/** Nothing of this machine's own settings, and no way to the outside but the mirror. */
async function tool(command: string, args: readonly string[], env: Record<string, string>, cwd = folder) {
  const none = 'http://127.0.0.1:9';
  const { stdout, stderr } = await run(command, args, {
    cwd,
    env: { PATH, HOME, NO_PROXY: '127.0.0.1', HTTPS_PROXY: none, HTTP_PROXY: none, ...env },
  });
  return stdout + stderr;
}

describeWith('pip', 'a mirror with pip', () => {
  it('installs a wheel', { timeout: 60_000 }, async () => {
    bench = await mirrorBench('pypi', { onItsPort: true });
    putWheel(bench.registry, 'words', '1.0');
    const args = ['install', '--no-cache-dir', '--target', join(folder, 'site'), 'words==1.0'];
    await tool('pip3', args, { ...bench.env, PIP_CONFIG_FILE: '/dev/null' });
    const say = await tool('python3', ['-c', 'import words; print(words.WORDS)'], {
      PYTHONPATH: join(folder, 'site'),
    });
    expect(say).toBe('words 1.0\n');
    expect(bench.denials).toEqual([]);
  });
});

describeWith('go', 'a mirror with go', () => {
  it('fetches a module', { timeout: 120_000 }, async () => {
    bench = await mirrorBench('go', { onItsPort: true });
    putGoModule(bench.registry, 'example.com/words', 'v1.0.0');
    await put({
      'app/go.mod': 'module app\n\ngo 1.20\n\nrequire example.com/words v1.0.0\n',
      'app/main.go': 'package main\n\nimport "example.com/words"\n\nfunc main() { println(words.Words()) }\n',
    });
    const env = {
      ...bench.env,
      HOME: folder,
      GOPATH: join(folder, 'go'),
      GOCACHE: join(folder, 'cache'),
      GOFLAGS: '-mod=mod',
      GOTOOLCHAIN: 'local',
      // The registry of the tests has no database of checksums.
      GONOSUMDB: '*',
      CGO_ENABLED: '0',
    };
    expect(await tool('go', ['mod', 'download', 'example.com/words'], env, join(folder, 'app'))).toBe('');
    const list = await tool(
      'go',
      ['list', '-m', '-f', '{{.Dir}}', 'example.com/words'],
      env,
      join(folder, 'app'),
    );
    expect(list.trim()).toContain('example.com/words@v1.0.0');
    expect(bench.denials).toEqual([]);
  });
});

describeWith('cargo', 'a mirror with cargo', () => {
  it('fetches a crate by the configuration above the project', { timeout: 120_000 }, async () => {
    bench = await mirrorBench('crates', { onItsPort: true });
    await putCrate(bench.registry, 'words', '1.0.0');
    await put({
      ...bench.files,
      'app/Cargo.toml':
        '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nwords = "1"\n',
      'app/src/main.rs': 'fn main() { println!("{}", words::words()); }\n',
    });
    const env = { ...bench.env, CARGO_HOME: join(folder, 'cargo-home') };
    const said = await tool('cargo', ['fetch'], env, join(folder, 'app'));
    expect(said).toContain('words v1.0.0');
    expect(bench.denials).toEqual([]);
  });
});
