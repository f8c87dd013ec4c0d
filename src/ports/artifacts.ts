// Logs, bundles and reports, kept by key and shown by link.
import type { ArtifactLink } from '#core/task/attempt.ts';

export interface ArtifactStore {
  /**
   * Stores the bytes under `folder/name`, replacing what was there; past `maxBytes` the middle is left out, head and tail kept, and a line says so
   * (binary content past the limit is refused with PortError disk_full). The link is unguessable and needs no log-in.
   */
  put(
    folder: string,
    name: string,
    content: AsyncIterable<Uint8Array> | Uint8Array | string,
    options: { maxBytes: number; contentType: string },
  ): Promise<ArtifactLink>;
  /** Undefined when there is none. */
  read(folder: string, name: string): Promise<Uint8Array | undefined>;
  /** A file path that trusted code may read (for git), or undefined when there is none. */
  pathOf(folder: string, name: string): Promise<string | undefined>;
  /** The folder and all that is in it. May be called again, also where there is none. */
  remove(folder: string): Promise<void>;
  /** Of the folders whose names begin so, the files that were put before that time; how many there were. */
  removeOlder(prefix: string, beforeMs: number): Promise<number>;
}
