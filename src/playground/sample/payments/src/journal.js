// Append-only file, one JSON entry a line. The only truth about money that moved.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export class Journal {
  #path;

  constructor(path) {
    this.#path = path;
  }

  static async open(path) {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, '');
    return new Journal(path);
  }

  async append(entry) {
    await appendFile(this.#path, `${JSON.stringify(entry)}\n`);
  }

  async entries() {
    const text = await readFile(this.#path, 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}
