// The repository's test command with the named tests in their place: program and arguments, seen by no shell.

const TESTS = '{tests}';

/** An argument that holds `{tests}` comes once for each test, or not at all where none is named. */
export const testCommand = (command: readonly string[], tests: readonly string[]): readonly string[] =>
  command.flatMap((part) =>
    part.includes(TESTS) ? tests.map((test) => part.replaceAll(TESTS, () => test)) : [part],
  );

/** The tests that the command can single out: none where it has no place for them, and then all of it is run. */
export const selectable = (command: readonly string[], tests: readonly string[]): readonly string[] =>
  command.some((part) => part.includes(TESTS)) ? tests : [];
