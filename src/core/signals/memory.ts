// How systems, compilers and languages say that there was no more memory, or that something was killed as if for lack of it.

const SAID: readonly RegExp[] = [
  /\bOut of memory: Killed process \d/i,
  /\bOOMKilled\b|\boom-kill\b/,
  /\(signal: 9, SIGKILL: kill\)/,
  /\bKilled signal terminated program \S/,
  /\bterminated with signal 9 \[Killed\]/,
  /\bsignal[ =:]{1,3}"?SIGKILL\b/,
  /\bCannot allocate memory\b/,
  /^fatal error: runtime: out of memory\b/,
  /^memory allocation of \d{1,20} bytes failed/,
  /\bheap out of memory\b/,
  /\bdid not complete successfully: exit code: 137\b/,
  /\] (?:Error 137|Killed)\b/,
];
const THROWN = /^(?:MemoryError|(?:java\.lang\.)?OutOfMemoryError|System\.OutOfMemoryException)\b/;
/** What kills on purpose gives the same exit code. */
const KILLERS =
  /\btimeout\b[^\n]{0,200}(?:-s\s?(?:KILL|SIGKILL|9)\b|--signal[= ](?:KILL|SIGKILL|9)\b|-k\s?\d|--kill-after)|\b(?:kill|killall|pkill)\s{1,4}-(?:9|KILL|SIGKILL|s\s{1,4}(?:9|KILL|SIGKILL))\b/;

export const saysNoMemory = (text: string): boolean =>
  text.length < 2_000 && SAID.some((pattern) => pattern.test(text));

export const isThrownForMemory = (message: string): boolean => THROWN.test(message);

/** Whether a script, or what it printed, ends programs itself. */
export const killsItself = (text: string): boolean => KILLERS.test(text);
