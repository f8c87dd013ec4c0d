// MSBuild, `dotnet build`, restore and format: `File.cs(3,5): error CS1002: … [project.csproj]`, printed once where it happens and again at the end.
import type { FailureKind } from '../../failure-signal.ts';
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const PLACED =
  /^\s{0,12}(?:\d{1,6}(?::\d{1,6})?>)?\s{0,4}(?<file>(?:[A-Za-z]:)?[^\s:(*][^:(]{0,500}?)(?:\((?<line>\d{1,7})(?:,(?<column>\d{1,7}))?(?:[,-]\d{1,7}){0,3}\))? ?: (?:[a-z]{1,12} )?error (?<code>(?!TS\d|LNK\d|C\d{4}:|TESTERROR|VSTEST)[A-Z][A-Za-z]{0,30}\d{0,7}) ?: ?(?<message>.{0,3000})$/;
const PROJECT = / \[((?:[A-Za-z]:)?[^[\]:]{1,500}\.(?:\w{1,4}proj|slnx?|metaproj))(?:::[^\]]{1,200})?\]$/;
const NO_PLACE = /^(?:CSC|MSBUILD|FSC|VBC|EXEC|NuGet|NUGET)$/i;
/** What the SDK ships says where it noticed, not where it is wrong. */
const SHIPPED = /[\\/]sdk[\\/]\d|[\\/](?:packages|\.nuget)[\\/]|\.targets$|\.props$/;
const SDK =
  /^(A compatible \.NET SDK was not found\.|A compatible installed \.NET (?:Core )?SDK for global\.json version|You must install or update \.NET to run this application\.|The application to execute does not exist|Could not execute because the (?:specified command or file|application) was not found).{0,500}$/;

export const msbuild: Grammar = {
  tool: 'msbuild',
  marks: [': error ', 'A compatible', 'You must install or update .NET', 'Could not execute because'],
  read(lines) {
    const found = distinct(lines.flatMap(({ text }, at) => findingAt(text, at)));
    // "The task returned false but did not log an error" is said of tests that failed.
    const findings = found.filter(({ code }) => code !== 'MSB4181');
    const sdk = lines.findIndex(({ text }) => SDK.test(text));
    const missing: Finding[] =
      sdk === -1
        ? []
        : [{ kind: 'config', tool: 'dotnet', message: textAt(lines, sdk), from: sdk, to: sdk + 1 }];
    return { findings: [...findings, ...missing], ended: endedIn(lines.map(({ text }) => text)) };
  },
};

function endedIn(texts: readonly string[]): 'passed' | 'failed' | undefined {
  const end = texts.findLast((text) =>
    /^(?:Build (?:succeeded|FAILED)\.?|Build (?:succeeded|failed) .{0,80})/.test(text),
  );
  if (end === undefined) return undefined;
  return end.startsWith('Build succeeded') ? 'passed' : 'failed';
}

function findingAt(text: string, at: number): readonly Finding[] {
  const groups = PLACED.exec(text)?.groups;
  if (groups === undefined) return [];
  const { file = '', code = '', message = '' } = groups;
  const project = PROJECT.exec(message)?.[1];
  const finding = problemOf(kindOf(code, message), { ...groups, message: message.replace(PROJECT, '') }, at);
  const isOwn = !NO_PLACE.test(file) && !SHIPPED.test(file);
  const place = isOwn ? {} : { file: project, line: undefined, column: undefined };
  return [{ ...finding, ...place, tool: toolOf(code) }];
}

const FORMATS = /^(?:WHITESPACE|IMPORTS|CHARSET|FINALNEWLINE|ENDOFLINE|IDE0055)$/;

function toolOf(code: string): string {
  if (FORMATS.test(code)) return 'dotnet format';
  if (/^NU\d/.test(code)) return 'nuget';
  if (/^(?:CS|BC|FS)\d/.test(code))
    return code.startsWith('FS') ? 'fsc' : code.startsWith('BC') ? 'vbc' : 'csc';
  return 'msbuild';
}

function kindOf(code: string, message: string): FailureKind {
  if (FORMATS.test(code)) return 'format';
  if (/^NU\d/.test(code)) {
    if (/\b(?:401|403)\b|Unauthorized|Forbidden/.test(message)) return 'permission';
    return code === 'NU1301' || /timed out|Unable to load the service index/.test(message)
      ? 'network'
      : 'dependency';
  }
  if (/^(?:CS|BC|FS|RZ|XAML|MC|XLS|AVLN)\d/.test(code)) return 'compile';
  if (code === 'NETSDK1004') return 'dependency';
  if (code.startsWith('NETSDK')) return 'config';
  if (/^(?:MSB|APPLINK|ILC|IL|MT|XA)\d/.test(code)) return 'build';
  return 'lint';
}
