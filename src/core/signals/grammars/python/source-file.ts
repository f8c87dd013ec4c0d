// How linters and type checkers of Python name a file, as the beginning of an expression; Windows drives and blanks in names too.

/** Group `file`. What follows a notebook's name (`:cell 3`) is left to the caller. */
export const SOURCE = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:"'][^:"']{0,500}?\.(?:pyi?|ipynb|pyx|pxd))`;
/** Files of settings as well. */
export const SOURCE_OR_SETTINGS = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:"'][^:"']{0,500}?\.(?:pyi?|ipynb|pyx|pxd|toml|ini|cfg))`;
