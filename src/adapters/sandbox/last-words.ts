// The end of what a process printed, short enough for a sentence.

const LINES = 5;

export function lastWords(printed: string, maxChars: number): string {
  const words = printed.trim().split('\n').slice(-LINES).join(' ').slice(-maxChars);
  return words === '' ? 'it said nothing' : words;
}
