// The last resort: the end of what a failed step said, when nothing in it could be read as a failure.
import { type Finding, textOf } from './grammar.ts';
import { type LogLine, STEP_FAILED } from './log-lines.ts';

const EXCERPT_LINES = 40;
const MESSAGE_LINES = 5;

export function tailFinding(lines: readonly LogLine[]): Finding {
  const failedAt = lines.findIndex(({ text, mark }) => mark === 'error' && STEP_FAILED.test(text));
  const end = failedAt === -1 ? lines.length : failedAt;
  const said = lines.slice(0, end).filter(({ text }) => text.trim() !== '');
  const message = textOf(said, Math.max(0, said.length - MESSAGE_LINES), said.length);
  return {
    kind: 'unknown',
    message: message === '' ? 'the job failed and its log says nothing' : message,
    from: Math.max(0, end - EXCERPT_LINES),
    to: Math.min(lines.length, end + 1),
  };
}
