// Files that no repository wrote: what a language, its packages and its test tools bring along.

const FOREIGN_FILE =
  /(?:^node:|(?:^|[\\/])node_modules[\\/]|[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python\d|(?:^|[\\/])vendor[\\/]|[\\/]gems[\\/]|^internal[\\/]|^\/usr\/(?:local\/)?(?:lib|go|share)|[\\/]rustc[\\/]|[\\/]\.cargo[\\/]registry[\\/]|[\\/]go[\\/]pkg[\\/]mod[\\/]|^_pytest|[\\/]_pytest[\\/]|^<frozen )/;

export const isForeignFile = (file: string): boolean => FOREIGN_FILE.test(file);
