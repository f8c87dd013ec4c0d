// opencode, `run --format json`: steps with text, tool calls when they are done, and tokens at the end of each step.
import { at, count, message, type StreamReader, session, subjectOf, text, toolCall } from '../event.ts';

export const opencode: StreamReader = (line) => {
  const part = at(line, 'part');
  switch (line.type) {
    case 'step_start':
      return [...session(line.sessionID), { type: 'turn' }];
    case 'text':
      return message(part.text);
    case 'tool_use': {
      const state = at(part, 'state');
      const title = text(state.title) || subjectOf(state.input);
      return [
        ...toolCall(text(part.tool), title),
        ...(state.status === 'error' ? [{ type: 'tool_failed' as const, title: title.slice(0, 160) }] : []),
      ];
    }
    case 'step_finish': {
      const tokens = at(part, 'tokens');
      const usage = {
        inputTokens: count(tokens.input),
        outputTokens: count(tokens.output),
        costUsd: count(part.cost),
      };
      return [
        { type: 'usage', ...usage },
        ...(part.reason === 'stop' ? [{ type: 'ended' as const, isOk: true, why: 'stop' }] : []),
      ];
    }
    case 'error':
      return [
        {
          type: 'ended',
          isOk: false,
          why: text(at(line, 'error', 'data').message) || text(at(line, 'error').name),
        },
      ];
    default:
      return [];
  }
};
