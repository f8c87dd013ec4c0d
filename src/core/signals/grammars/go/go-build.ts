// go build, go vet and go.mod: what keeps a package's tests from running.
import { type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEADER = /^# (?:\[([\w.~/-]{1,500})\]|[\w.~/-]{1,500}(?: \[[\w.~/-]{1,500}\])?)$/;
const PLACED =
  /^(vet: )?((?:[A-Za-z]:)?[\w.@~/\\-]{1,500}\.(?:go|s|c|h)):(\d{1,7})(?::(\d{1,7}))?: (.{1,4000})$/;
const IMPORTS =
  /(?:no required module provides package|cannot find module providing package|is not in (?:std|GOROOT)|missing go\.sum entry|cannot find package|unrecognized import path|module .{1,300}: (?:reading|git ls-remote)|ambiguous import|cannot query module|use of vendored package|does not contain package)/;
const MODULE =
  /^go: (.{0,1000}(?:unknown revision|invalid version|no matching versions|missing go\.sum entry|updates to go\.(?:mod|work|sum) needed|errors parsing go\.(?:mod|work)|inconsistent vendoring|requires go ?>= ?|checksum mismatch|SECURITY ERROR|cannot find main module|module declares its path as|dial tcp|i\/o timeout|TLS handshake timeout|connection re(?:set|fused)|unexpected EOF|(?:404|410|403|401|5\d\d) [A-Z][a-z]{2,20}|terminal prompts disabled|could not read Username|Permission denied|updates to go\.sum|is not in the cache).{0,1000})$/;
const NOISE = /^go: (?:downloading|finding|added|upgraded|downgraded|removed|extracting|found|warning)\b/;
const NETWORK =
  /(?:dial tcp|i\/o timeout|TLS handshake timeout|connection re(?:set|fused)|unexpected EOF|5\d\d [A-Z])/;
const DENIED = /(?:terminal prompts disabled|could not read Username|Permission denied|40[13] [A-Z])/;

export function buildFindings(lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  let inBuild = false;
  let isVet = false;
  let inErrors = false;
  // go vet writes its findings and the headers above them to two streams, which may arrive in any order.
  const hasVet = lines.some(({ text }) => HEADER.exec(text)?.[1] !== undefined);
  lines.forEach(({ text }, at) => {
    const header = HEADER.exec(text);
    if (header !== null) {
      inBuild = true;
      isVet = header[1] !== undefined;
      return;
    }
    if (text === '=== Errors') inErrors = true;
    else if (/^(?:=== |DONE )/.test(text)) inErrors = false;
    const placed = PLACED.exec(text);
    const isImport = placed !== null && IMPORTS.test(text);
    if (placed !== null && (inBuild || inErrors || isImport || (hasVet && placed[4] !== undefined))) {
      findings.push(placedAt(lines, at, placed, hasVet && !inErrors && (isVet || !inBuild), isImport));
      return;
    }
    if (text.startsWith('go: ') && !NOISE.test(text)) findings.push(...moduleAt(text, at));
    if (inBuild && !/^\s/.test(text) && !text.startsWith('too many errors')) inBuild = false;
  });
  return findings;
}

function placedAt(
  lines: readonly LogLine[],
  at: number,
  [, vet, file = '', line, column, message = '']: RegExpExecArray,
  isVet: boolean,
  isImport: boolean,
): Finding {
  let to = at + 1;
  while (to < at + 10 && /^\t\S/.test(textAt(lines, to))) to += 1;
  const more = lines.slice(at + 1, to).map(({ text }) => `\n${text.trim()}`);
  const isLint = isVet && vet === undefined;
  const kind = isImport ? kindOf(message) : isLint ? 'lint' : 'compile';
  return {
    kind,
    ...(isLint && !isImport ? { tool: 'go vet' } : {}),
    file: file.replace(/^\.[\\/]/, ''),
    line: Number(line),
    column: column === undefined ? undefined : Number(column),
    message: [message, ...more].join(''),
    from: at,
    to,
  };
}

const kindOf = (text: string): Finding['kind'] => {
  if (NETWORK.test(text)) return 'network';
  return DENIED.test(text) ? 'permission' : 'dependency';
};

function moduleAt(text: string, at: number): readonly Finding[] {
  const message = MODULE.exec(text)?.[1];
  return message === undefined ? [] : [{ kind: kindOf(message), message, from: at, to: at + 1 }];
}
