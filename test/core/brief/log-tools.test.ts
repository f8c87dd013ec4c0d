// The commands that an agent reads logs with, run by a real shell over real files.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { logTools } from '#core/brief/log-tools.ts';
import { gapLine } from '#core/signals/job/kept-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-log-tools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const lines = Array.from(
  { length: 900 },
  (_, index) => `line ${index + 1}${index === 6 ? ` ${'x'.repeat(9_000)}` : ''}`,
);
writeFileSync(join(folder, 'ci-1-test.txt'), `${lines.join('\n')}\n`);
writeFileSync(join(folder, 'ci-2-lint.txt'), 'src/a.ts(3,1): error TS2322: no\nfine\n');
const cut = ['one', 'two', gapLine(3, 500), 'line 501', gapLine(502, 600), 'line 601 at last'];
writeFileSync(join(folder, 'ci-3-long.txt'), `${cut.join('\n')}\n`);
writeFileSync(join(folder, 'prompt.md'), 'line of the prompt\n');
for (const [name, script] of Object.entries(logTools(['ci-1-test.txt'])))
  writeFileSync(join(folder, name), script);

const run = (name: string, ...args: string[]) =>
  execFileSync('sh', [join(folder, name), ...args], { encoding: 'utf8' });
const refused = (name: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, name), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('read_log', () => {
  it('shows lines with their numbers', () => {
    expect(run('read_log', 'ci-1-test.txt', '2', '4')).toBe('2: line 2\n3: line 3\n4: line 4\n');
  });

  it('cuts long lines, and says where to go on', () => {
    expect(run('read_log', 'ci-1-test.txt', '7', '7').length).toBeLessThan(2_010);
    const shown = run('read_log', 'ci-1-test.txt', '1', '900').split('\n');
    expect(shown.slice(399, 401)).toEqual(['400: line 400', '(400 lines; ask for the rest from 401)']);
  });

  it('keeps the numbers of lines behind what is left out, and says what that is', () => {
    expect(run('read_log', 'ci-3-long.txt', '2', '501')).toBe(`2: two\n${gapLine(3, 500)}\n501: line 501\n`);
    expect(run('read_log', 'ci-3-long.txt', '601', '900')).toBe('601: line 601 at last\n');
    expect(run('grep_log', '^line', 'ci-3-long.txt')).toBe('501:line 501\n601:line 601 at last\n');
    expect(run('grep_log', 'at last$')).toBe('ci-3-long.txt:601:line 601 at last\n');
  });

  it.each([
    [['../prompt.md', '1', '2']],
    [['prompt.md', '1', '2']],
    [['ci-1-test.txt', '1', '2; id']],
    [['ci-1-test.txt']],
    [[]],
  ])('refuses %j and names the logs there are', (args) => {
    const { status, stdout, stderr } = refused('read_log', ...args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain('  ci-2-lint.txt (2 lines)');
  });
});

describe('grep_log', () => {
  it('searches every log, or the one that is named', () => {
    expect(run('grep_log', 'error TS[0-9]+')).toBe('ci-2-lint.txt:1:src/a.ts(3,1): error TS2322: no\n');
    expect(run('grep_log', 'line (8|9)$', 'ci-1-test.txt')).toBe('8:line 8\n9:line 9\n');
  });

  it('reads logs only, and takes a pattern for nothing else', () => {
    expect(refused('grep_log', 'of the prompt')).toMatchObject({ status: 1, stdout: '' });
    expect(refused('grep_log', '--help', 'ci-1-test.txt')).toMatchObject({ status: 1, stdout: '' });
    expect(refused('grep_log', '$(id)')).toMatchObject({ status: 1, stdout: '' });
    expect(refused('grep_log', 'line', '../prompt.md').status).toBe(64);
  });

  it('says that it found more than it shows', () => {
    const shown = run('grep_log', 'line', 'ci-1-test.txt').trimEnd().split('\n');
    expect(shown).toHaveLength(101);
    expect(shown.at(-1)).toBe('(more than 100 lines; narrow the pattern)');
  });
});

it('gives no commands where there is no log', () => {
  expect(logTools([])).toEqual({});
});
