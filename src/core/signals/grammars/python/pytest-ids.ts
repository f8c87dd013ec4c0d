// pytest's names: `a.py::Class::test[x]` as an id, `Class.test[x]` in the header of a section.

export const namesOf = (id: string): readonly string[] => {
  const bracket = id.indexOf('[');
  const plain = bracket === -1 ? id : id.slice(0, bracket);
  const names = plain.split('::').slice(1);
  return bracket === -1 ? names : [...names.slice(0, -1), `${names.at(-1) ?? ''}${id.slice(bracket)}`];
};

export const titleOf = (id: string): string => {
  const names = namesOf(id);
  return names.length === 0 ? `ERROR collecting ${id}` : names.join('.');
};

export const bareTitle = (title: string): string =>
  title.replace(/^(?:ERROR at (?:setup|teardown) of |\[doctest\] )/, '');

export const endsAs = (id: string, title: string): boolean => titleOf(id) === bareTitle(title);

export const subOf = (word: string): string => word.replace(/ ?SUBFAIL(?:ED)?/, '').trim();

/** `id - message`: both may hold " - ", and so may the parameters in the id's brackets. The likeliest way to part them first. */
export function splitsOf(rest: string): readonly { id: string; message: string }[] {
  const dashes: number[] = [];
  for (let at = rest.indexOf(' - '); at !== -1 && dashes.length < 20; at = rest.indexOf(' - ', at + 1))
    dashes.push(at);
  const bracket = rest.indexOf('[');
  const whole = { id: rest, message: '' };
  const ways = dashes.map((at) => ({ id: rest.slice(0, at), message: rest.slice(at + 3) }));
  if (bracket === -1 || (dashes[0] ?? Number.POSITIVE_INFINITY) < bracket) return [...ways, whole];
  const closed = ways.filter(({ id }) => id.endsWith(']'));
  return [...closed, whole, ...ways.filter(({ id }) => !id.endsWith(']'))];
}

/** A subtest's title goes on after the test's name: ` [what] (i=1)`. */
export function withoutSub(title: string): string {
  const bracket = title.search(/[[(]/);
  if (bracket > 0 && title[bracket - 1] === ' ') return title.slice(0, bracket - 1);
  return title.replace(/\] \(.{1,300}\)$/, ']');
}
