// GitHub Copilot CLI, `--output-format json`: many lines that live for a moment (`ephemeral`), few that count.
import { at, message, type StreamReader, session, subjectOf, text, toolCall } from '../event.ts';

export const copilot: StreamReader = (line) => {
  if (line.ephemeral === true) return [];
  const data = at(line, 'data');
  switch (line.type) {
    case 'assistant.turn_start':
      return [{ type: 'turn' }];
    case 'assistant.message':
      return message(data.content);
    case 'tool.execution_start':
      return toolCall(text(data.toolName), subjectOf(data.arguments));
    case 'tool.execution_complete':
      return data.success === false ? [{ type: 'tool_failed', title: '' }] : [];
    case 'session.error':
      return [{ type: 'retrying', why: text(data.message) }];
    case 'result':
      return [
        ...session(line.sessionId),
        { type: 'ended', isOk: line.exitCode === 0, why: `exit code ${String(line.exitCode)}`.slice(0, 60) },
      ];
    default:
      return [];
  }
};
