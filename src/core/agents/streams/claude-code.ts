// Claude Code, `--output-format stream-json --verbose`: init, then assistant and user messages, then one result.
import {
  type AgentEvent,
  at,
  count,
  list,
  message,
  type StreamReader,
  session,
  subjectOf,
  text,
  toolCall,
} from '../event.ts';

export const claudeCode: StreamReader = (line) => {
  switch (line.type) {
    case 'system':
      return line.subtype === 'api_retry'
        ? [{ type: 'retrying', why: `the model did not answer (${text(line.error) || 'no reason given'})` }]
        : line.subtype === 'init'
          ? session(line.session_id)
          : [];
    case 'assistant':
      return list(at(line, 'message').content).flatMap(part);
    case 'user':
      return list(at(line, 'message').content).flatMap((each): AgentEvent[] =>
        each.type === 'tool_result' && each.is_error === true ? [{ type: 'tool_failed', title: '' }] : [],
      );
    case 'result':
      return result(line);
    default:
      return [];
  }
};

function part(each: { readonly [key: string]: unknown }): readonly AgentEvent[] {
  if (each.type === 'text') return message(each.text);
  return each.type === 'tool_use'
    ? [{ type: 'turn' }, ...toolCall(text(each.name), subjectOf(each.input))]
    : [];
}

/** An error of the API ends as "success" with `is_error`: that flag is what counts. Costs of a resumed session include the earlier one's. */
function result(line: { readonly [key: string]: unknown }): readonly AgentEvent[] {
  const usage = at(line, 'usage');
  const inputTokens =
    count(usage.input_tokens) +
    count(usage.cache_read_input_tokens) +
    count(usage.cache_creation_input_tokens);
  return [
    ...session(line.session_id),
    ...message(line.result),
    {
      type: 'usage',
      inputTokens,
      outputTokens: count(usage.output_tokens),
      costUsd: count(line.total_cost_usd),
    },
    {
      type: 'ended',
      isOk: line.is_error !== true && line.subtype === 'success',
      why: text(line.terminal_reason) || text(line.subtype),
    },
  ];
}
