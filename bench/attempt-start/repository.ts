// Repositories made on the fly, by number and size of files.

export type Size = { readonly name: string; readonly files: number; readonly fileBytes: number };

/** There in every size. */
export const SOME_FILE = 'files/0/0.txt';

/** Contents that differ, a hundred to a folder. */
export function filesOf({ files, fileBytes }: Size): Record<string, string> {
  const text = (no: number) => `${no} `.repeat(Math.ceil(fileBytes / 2)).slice(0, fileBytes);
  return Object.fromEntries(
    Array.from({ length: files }, (_, no) => [`files/${Math.floor(no / 100)}/${no % 100}.txt`, text(no)]),
  );
}
