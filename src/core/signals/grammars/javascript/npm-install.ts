// npm, when it could not install: its error code tells a conflict of versions from a registry that did not answer.
import { endOf, type Finding, type Grammar, textOf } from '../../grammar.ts';

const CODE = /^npm (?:error|ERR!) code ([A-Z][A-Z0-9_]{2,40})$/;
const NPM = /^npm (?:error|ERR!)/;
/** Codes of the network between here and the registry: no change of ours makes or mends them. */
const NETWORK = new Set([
  'ENOTFOUND',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'E429',
  'E500',
  'E502',
  'E503',
  'E504',
]);
/** Only says that a script failed; the script has said why above. */
const ECHO = new Set(['ELIFECYCLE']);

export const npmInstall: Grammar = {
  tool: 'npm',
  marks: ['npm error', 'npm ERR!'],
  read(lines) {
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const code = CODE.exec(text)?.[1];
      if (code === undefined || ECHO.has(code)) return;
      const to = endOf(lines, at + 1, (each) => !NPM.test(each), 20);
      const said = textOf(lines, at, to).replaceAll(/^npm (?:error|ERR!) ?/gm, '');
      findings.push({ kind: NETWORK.has(code) ? 'infra' : 'dependency', code, message: said, from: at, to });
    });
    return { findings };
  },
};
