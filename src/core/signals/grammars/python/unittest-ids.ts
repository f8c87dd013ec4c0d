// unittest's names: `test_a (module.Class.test_a) [why] (i=1)`, before 3.11 `test_a (module.Class)`, and the dotted name alone.
import { isSameFile } from './frames.ts';

export type Named = {
  /** `module.Class.test`; `module.Class.setUpClass` for what belongs to all tests of a class. */
  readonly id: string;
  /** What groups it: the id without its last name. */
  readonly suite: string;
  /** How a subtest describes itself. */
  readonly sub: string;
};

const TITLE = /^(\S{1,500}) \(([\w.<>]{1,1000})(?::\d{1,6}.{0,300})?\)?( [[(].{1,1000})?$/;
const DOTTED = /^[\w-]{1,200}(?:\.[\w<>-]{1,300}){1,20}(?::\d{1,6}|\(.{0,300}\))?$/;

export function nameIn(title: string): Named | undefined {
  const [whole, name = '', dotted = '', sub = ''] = TITLE.exec(title) ?? [];
  if (whole === undefined) return DOTTED.test(title) ? named(title, '') : undefined;
  const bare = name.replace(/:\d{1,6}$/, '');
  const isWhole = dotted === bare || dotted.endsWith(`.${bare}`);
  return named(`${isWhole ? dotted : `${dotted}.${bare}`}${name.slice(bare.length)}`, sub.trim());
}

const named = (id: string, sub: string): Named => ({
  id,
  suite: /^(.{1,1000}?)\.[^.]{1,500}$/.exec(id.replace(/\(.{0,300}\)$/, ''))?.[1] ?? '',
  sub,
});

/** Whether a module that the id begins with is this file. */
export function isModuleOf(id: string, file: string): boolean {
  const names = id.split('.');
  return names.some((_, count) => {
    const path = names.slice(0, count + 1).join('/');
    return isSameFile(file, `${path}.py`) || isSameFile(file, `${path}/__init__.py`);
  });
}

/** Where no traceback says it: modules are in small letters, classes are not. */
export function moduleFileOf(id: string): string | undefined {
  const names = id.split('.');
  const className = names.findIndex((name) => /^_{0,2}[A-Z]/.test(name));
  const module = names.slice(0, className === -1 ? -1 : className);
  return module.length === 0 || module[0] === '__main__' ? undefined : `${module.join('/')}.py`;
}
