// The text of a change between two commits of a mirror, for an agent to read: bounded, without colours, converters or contents of large files.
import type { Sha } from '#core/ids.ts';
import { type Git, GitFailure } from './git-command.ts';

const READ_SLACK_BYTES = 1_000_000;

/** At most `maxBytes`, cut at a line, and then `whole` is false. Throws GitFailure where a commit is missing. */
export async function changeText(
  git: Git,
  dir: string,
  range: { readonly from: Sha; readonly to: Sha; readonly maxBytes: number },
): Promise<{ text: string; whole: boolean }> {
  const words = ['diff-tree', '-p', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const read = await git.attempt(dir, [...words, range.from, range.to], {
    maxOutputBytes: range.maxBytes + READ_SLACK_BYTES,
  });
  if (read.exitCode !== 0 && read.cut !== 'output') throw new GitFailure('diff-tree', read);
  const whole = read.cut === null && read.stdout.length <= range.maxBytes;
  const kept = read.stdout.subarray(0, range.maxBytes).toString('utf8');
  return { text: whole ? kept : kept.slice(0, kept.lastIndexOf('\n') + 1), whole };
}
