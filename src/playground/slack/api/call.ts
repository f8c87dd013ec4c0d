// One Web API call: its arguments, however they were encoded, and the error Slack would name.
import type { Workspace } from '../workspace.ts';

/** Answered as `{ok: false, error: code, ...details}` with HTTP 200, as Slack does. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`Slack answers ${code}`);
    this.name = 'SlackApiError';
    this.code = code;
    this.details = details;
  }
}

export interface ApiCall {
  readonly workspace: Workspace;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ApiMethod {
  readonly token: 'bot' | 'app';
  /** One of these scopes is enough; none listed means any token will do. */
  readonly scopes: readonly string[];
  run(call: ApiCall): Record<string, unknown>;
}

export function invalidArguments(message: string): SlackApiError {
  return new SlackApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${message}`] } });
}

/** A text argument; absent, null and empty are the same to Slack. */
export function textArg(call: ApiCall, name: string): string | undefined {
  const value = call.args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidArguments(`must be a string [json-pointer:/${name}]`);
}

export function requiredArg(call: ApiCall, name: string): string {
  const value = textArg(call, name);
  if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
  return value;
}

export function flagArg(call: ApiCall, name: string): boolean {
  const value = call.args[name];
  return value === true || value === 'true' || value === '1' || value === 1;
}

export function numberArg(call: ApiCall, name: string, fallback: number): number {
  const value = textArg(call, name);
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (!Number.isInteger(parsed)) throw new SlackApiError(`invalid_${name}`);
  return parsed;
}

/** An argument that is JSON: a string in a form, itself in a JSON body. Throws `errorCode` when it does not parse. */
export function jsonArg(call: ApiCall, name: string, errorCode: string): unknown {
  const value = call.args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) throw new SlackApiError(errorCode);
    throw error;
  }
}
