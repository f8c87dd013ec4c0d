// What checks files of markup and style: stylelint, svelte-check, astro check.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import { problemOf, problemsIn } from '../problem-lines.ts';

const STYLE_FILE = /^(?!\s)(\S.{0,500}\.(?:css|scss|sass|less|styl|vue|svelte|astro|[jt]sx?|html))$/;
const STYLE =
  /^\s{1,6}(?<line>\d{1,7}):(?<column>\d{1,7})\s{1,6}(?<level>[✖×⚠])\s{1,4}(?<message>\S.{0,1000}?)\s{2,200}(?<code>@?[\w/-]{3,100})$/;

export const stylelint: Grammar = {
  tool: 'stylelint',
  marks: ['✖', '×', '⚠'],
  read(lines) {
    let file: string | undefined;
    const all = lines.flatMap(({ text }, at): Finding[] => {
      file = STYLE_FILE.exec(text)?.[1] ?? file;
      const groups = STYLE.exec(text)?.groups;
      if (groups === undefined || file === undefined) return [];
      const severity = groups.level === '⚠' ? 'warning' : 'error';
      return [{ ...problemOf('lint', { ...groups, file }, at), severity }];
    });
    return { findings: all.filter(({ severity }) => severity === 'error') };
  },
};

const SVELTE_PLACE = /^(?<file>\S.{0,500}\.(?:svelte|[jt]s)):(?<line>\d{1,7}):(?<column>\d{1,7})$/;
const SVELTE_SAID = /^Error: (.{1,2000}?)(?: \((?:ts|js|svelte|css|scss)\))?$/;
const SVELTE_MACHINE =
  /^\d{5,15} ERROR "(?<file>[^"]{1,500})" (?<line>\d{1,7}):(?<column>\d{1,7}) "(?<message>.{1,2000})"$/;

export const svelteCheck: Grammar = {
  tool: 'svelte-check',
  marks: ['svelte-check', 'Getting Svelte diagnostics', ' ERROR "'],
  read(lines) {
    const placed = lines.flatMap(({ text }, at): Finding[] => {
      const groups = SVELTE_PLACE.exec(text)?.groups;
      const message = SVELTE_SAID.exec(textAt(lines, at + 1))?.[1];
      if (groups === undefined || message === undefined) return [];
      return [problemOf('typecheck', { ...groups, message }, at, at + 2)];
    });
    return { findings: [...placed, ...problemsIn(lines, 'typecheck', SVELTE_MACHINE)] };
  },
};

const ASTRO =
  /^(?<file>\S.{0,500}\.\w{1,10}):(?<line>\d{1,7}):(?<column>\d{1,7}) - error (?:(?<code>[a-z]{2,10}\(\d{1,6}\)): )?(?<message>.{1,2000})$/;

export const astroCheck: Grammar = {
  tool: 'astro',
  marks: [' - error ts(', ' - error astro('],
  read: (lines) => ({
    findings: problemsIn(lines, 'typecheck', ASTRO, ({ code }) => code !== undefined).map((finding) => ({
      ...finding,
      code: finding.code?.replace(/^ts\((\d{1,6})\)$/, 'TS$1'),
    })),
  }),
};
