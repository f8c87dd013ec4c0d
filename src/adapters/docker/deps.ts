// What the parts of the Docker sandbox work with.
import type Docker from 'dockerode';
import type { Egress } from '#adapters/egress/way-out.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Names } from './names.ts';
import type { PreparedVolumes } from './prepared.ts';
import type { Setups } from './setup/setups.ts';
import type { Sidecars } from './sidecars.ts';
import type { WorkspaceKind } from './space.ts';

export type Deps = {
  readonly docker: Docker;
  readonly names: Names;
  /** Holds node, git and a POSIX shell: runs sidecars and our own scripts. Greenlight's own image will do. */
  readonly helperImage: string;
  /** Where attempts write. */
  readonly workspaceKind: WorkspaceKind;
  /** The OCI runtime of what is not ours; undefined: the engine's own choice. */
  readonly runtime: string | undefined;
  readonly clock: Clock;
  /** An engine that says nothing for this long is gone. */
  readonly engineDeadAfterMs: number;
  readonly log: Log;
  readonly prepared: PreparedVolumes;
  readonly setups: Setups;
  readonly sidecars: Sidecars;
  readonly egress: Egress;
};
