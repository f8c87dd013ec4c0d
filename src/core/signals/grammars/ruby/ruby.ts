// Ruby's own parser, also where a file is required by another: `a.rb:5: syntax error, …`, and since 3.4 a list of them below one line.
import { endOf, type Finding, type Grammar, textOf } from '../../grammar.ts';
import { distinct } from '../problem-lines.ts';

const SOURCE = String.raw`(?:[A-Za-z]:)?[^\s:][^:]{0,500}(?:\.(?:rb|rake|ru|gemspec|jbuilder)|Gemfile|Rakefile|Guardfile|Fastfile)`;
const ERROR = new RegExp(
  `^(?:\\S{0,200}ruby: )?(?:${SOURCE}:\\d{1,7}:in [\`'].{1,200}': )?(?:--> )?(?<file>${SOURCE}):(?<line>\\d{1,7}): (?<message>syntax errors?\\b.{1,2000})$`,
);
const EXCERPT = /^\s{0,12}(?:>\s{1,6})?(?:\d{1,7} {0,4}\||\||~{2,}|\.{2,})/;
const REASON = /^\s{0,12}\|\s{1,400}[\^~]{1,400}\s(\S.{0,1000})$/;

export const ruby: Grammar = {
  tool: 'ruby',
  marks: [': syntax error'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const { file, line, message = '' } = ERROR.exec(text)?.groups ?? {};
      if (file === undefined) return [];
      const to = endOf(lines, at + 1, (each) => !EXCERPT.test(each), 40);
      const reasons = textOf(lines, at + 1, to)
        .split('\n')
        .flatMap((each) => REASON.exec(each)?.[1] ?? []);
      const said = [message.replace(/ \(SyntaxError\)$/, ''), ...reasons].join('\n');
      return [{ kind: 'compile', file, line: Number(line), message: said, from: at, to }];
    });
    return { findings: distinct(findings) };
  },
};
