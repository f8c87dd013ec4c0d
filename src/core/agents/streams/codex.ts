// Codex, `exec --json`: a thread, its turns, and items that start and complete.
import {
  type AgentEvent,
  at,
  count,
  type JsonObject,
  list,
  message,
  type StreamReader,
  session,
  text,
  toolCall,
} from '../event.ts';

export const codex: StreamReader = (line) => {
  switch (line.type) {
    case 'thread.started':
      return session(line.thread_id);
    case 'item.started':
      return started(at(line, 'item'));
    case 'item.completed':
      return completed(at(line, 'item'));
    case 'turn.completed': {
      const usage = at(line, 'usage');
      return [
        { type: 'usage', inputTokens: count(usage.input_tokens), outputTokens: count(usage.output_tokens) },
        { type: 'ended', isOk: true, why: 'completed' },
      ];
    }
    case 'turn.failed':
      return [{ type: 'ended', isOk: false, why: text(at(line, 'error').message) || 'failed' }];
    case 'error':
      return [{ type: 'retrying', why: text(line.message) }];
    default:
      return [];
  }
};

function started(item: JsonObject): readonly AgentEvent[] {
  if (item.type === 'command_execution')
    return [{ type: 'turn' }, ...toolCall('exec', unwrapped(text(item.command)))];
  if (item.type === 'mcp_tool_call') return toolCall(text(item.tool), '');
  return item.type === 'web_search' ? toolCall('web_search', text(item.query)) : [];
}

function completed(item: JsonObject): readonly AgentEvent[] {
  switch (item.type) {
    case 'agent_message':
      return message(item.text);
    case 'file_change':
      return [
        { type: 'turn' },
        ...list(item.changes).flatMap((change) => toolCall('edit', text(change.path))),
      ];
    case 'command_execution':
      return item.status === 'failed'
        ? [{ type: 'tool_failed', title: unwrapped(text(item.command)).slice(0, 160) }]
        : [];
    default:
      return [];
  }
}

/** It tells of the shell around each command. */
const unwrapped = (command: string): string => /^\S*sh -l?c '([^']*)'$/s.exec(command)?.[1] ?? command;
