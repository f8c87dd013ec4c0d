// bundler and gem: versions that do not fit, gems that are not there, and sources that do not answer or do not let in.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textOf } from '../../grammar.ts';

const SAYINGS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'dependency',
    /^(?:Bundler could not find compatible versions for gem |Could not find compatible versions)/,
  ],
  [
    'dependency',
    /^Could not find (?:gem )?\S{1,200}.{0,300} in (?:any of the sources|rubygems repository|locally installed gems|source)/,
  ],
  [
    'dependency',
    /^(?:Your Ruby version is \S{1,60}, but your Gemfile specified |\S{1,100} requires (?:ruby|rubygems) version )/,
  ],
  [
    'dependency',
    /^(?:The gemspecs? for|You are trying to install in deployment mode after changing|Your lockfile )/,
  ],
  [
    'dependency',
    /^(?:ERROR: {1,4})?(?:An error occurred while installing \S{1,200} \(|Gem::Ext::BuildError: )/,
  ],
  [
    'network',
    /^(?:Could not (?:reach|fetch specs from)|Network error while fetching|Net::OpenTimeout|Retrying download gem from \S{1,300} due to error \(4\/4\))/,
  ],
  // A program that runs below bundler ends by its exception.
  [
    'dependency',
    /^\S{1,600}:\d{1,7}:in .{1,200}(?:Could not find|You have already activated) .{1,600} \(\w{1,40}::\w{0,20}(?:NotFound|LoadError)\)$/,
  ],
  ['config', /^\[!\] There was an error parsing `Gemfile`: /],
  ['permission', /^(?:Authentication is required for|Bad username or password for) \S{1,300}/],
];

const RAISED = /^\S{1,600}:\d{1,7}:in `[^']{1,200}': /;
/** The solver's reasons stand in paragraphs of their own. */
const GOES_ON = /^(?:\s|$|Because |And because |So,? |Thus,? |\(\d)/;

export const bundler: Grammar = {
  tool: 'bundler',
  marks: [
    'Bundler',
    'Could not ',
    'Gemfile',
    'requires ruby',
    'Gem::',
    'An error occurred while installing',
    'lockfile',
    'Net::OpenTimeout',
    'Authentication is required',
    'Bad username',
    'deployment mode',
  ],
  read(lines) {
    let until = 0;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const saying = at < until ? undefined : SAYINGS.find(([, pattern]) => pattern.test(text));
      if (saying === undefined) return [];
      const to = endOf(lines, at + 1, (each, next) => !GOES_ON.test(each) || lines[next]?.mark !== null, 30);
      until = to;
      return [{ kind: saying[0], message: textOf(lines, at, to).replace(RAISED, ''), from: at, to }];
    });
    return { findings };
  },
};
