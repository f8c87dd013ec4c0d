// A test file that could not be loaded: told from one that was and then failed as a whole.

const UNLOADED =
  /Cannot find (?:module|package)|Could not (?:locate|resolve) (?:module|")|Failed to (?:resolve|load|parse)|Transform failed|SyntaxError|Unexpected token|unexpected token|PARSE_ERROR|No test suite found|must contain at least one test|does not provide an export|Must use import|Unknown file extension|ERR_(?:MODULE_NOT_FOUND|REQUIRE_ESM|UNKNOWN_FILE_EXTENSION)/;

export const kindOfLoading = (message: string): 'compile' | 'test' =>
  UNLOADED.test(message) ? 'compile' : 'test';
