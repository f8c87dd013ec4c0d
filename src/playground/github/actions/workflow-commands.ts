// Understands the `::command::` lines that steps print: annotations, groups, masks.
import type { Annotation } from '../model.ts';

export type LineMeaning =
  | { kind: 'text'; line: string }
  | { kind: 'hidden' }
  | { kind: 'mask'; secret: string }
  | { kind: 'stop'; token: string }
  | { kind: 'annotation'; line: string; annotation: Annotation };

const commandPattern = /^\s*::([a-z-]+)(?: ([^:]*(?:%3A[^:]*)*?))?::(.*)$/i;
const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

/** Most annotations of one level that GitHub keeps of a step, and of all levels of a job. */
export const maxAnnotationsPerLevelAndStep = 10;
export const maxAnnotationsPerJob = 50;
const maxMessageChars = 4_096;

export function readLine(line: string): LineMeaning {
  const match = commandPattern.exec(line);
  if (match === null) return { kind: 'text', line };
  const [, name = '', properties = '', data = ''] = match;
  const message = unescapeData(data);
  switch (name) {
    case 'error':
    case 'warning':
    case 'notice':
      return annotationLine(name, properties, message);
    case 'group':
      return { kind: 'text', line: `##[group]${message}` };
    case 'endgroup':
      return { kind: 'text', line: '##[endgroup]' };
    case 'add-mask':
      return { kind: 'mask', secret: message };
    case 'stop-commands':
      return { kind: 'stop', token: message };
    case 'debug':
      return { kind: 'hidden' };
    default:
      return { kind: 'text', line };
  }
}

function annotationLine(
  name: 'error' | 'warning' | 'notice',
  properties: string,
  message: string,
): LineMeaning {
  const fields = readProperties(properties);
  const startLine = positive(fields.get('line')) ?? 1;
  const annotation: Annotation = {
    path: fields.get('file') ?? '.github',
    startLine,
    endLine: positive(fields.get('endLine')) ?? startLine,
    startColumn: positive(fields.get('col')),
    endColumn: positive(fields.get('endColumn')),
    level: levels[name],
    title: fields.get('title') ?? null,
    message: message.slice(0, maxMessageChars),
    rawDetails: null,
  };
  return { kind: 'annotation', line: `##[${name}]${message}`, annotation };
}

function readProperties(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals).trim(), unescapeProperty(part.slice(equals + 1)));
  }
  return fields;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}

const unescapeData = (text: string): string =>
  text.replace(/%0D/gi, '\r').replace(/%0A/gi, '\n').replace(/%25/g, '%');

const unescapeProperty = (text: string): string =>
  unescapeData(text.replace(/%3A/gi, ':').replace(/%2C/gi, ','));
