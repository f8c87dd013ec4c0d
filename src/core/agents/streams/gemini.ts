// Gemini CLI, `-o stream-json`: init, messages in pieces, tool calls and their results, one result with statistics.
import { at, count, message, type StreamReader, session, subjectOf, text, toolCall } from '../event.ts';

export const gemini: StreamReader = (line) => {
  switch (line.type) {
    case 'init':
      return session(line.session_id);
    case 'message':
      return line.role === 'assistant' ? message(line.content) : [];
    case 'tool_use':
      return [{ type: 'turn' }, ...toolCall(text(line.tool_name), subjectOf(line.parameters))];
    case 'tool_result':
      return line.status === 'error' ? [{ type: 'tool_failed', title: '' }] : [];
    case 'error':
      return [{ type: 'retrying', why: text(line.message) }];
    case 'result': {
      const stats = at(line, 'stats');
      return [
        { type: 'usage', inputTokens: count(stats.input_tokens), outputTokens: count(stats.output_tokens) },
        {
          type: 'ended',
          isOk: line.status === 'success',
          why: text(at(line, 'error').message) || text(line.status),
        },
      ];
    }
    default:
      return [];
  }
};
