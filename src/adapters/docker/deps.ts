// What the parts of the Docker sandbox work with.
import type Docker from 'dockerode';
import type { Egress } from '#adapters/egress/way-out.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Names } from './names.ts';
import type { PreparedVolumes } from './prepared.ts';
import type { Setups } from './setup/setups.ts';
import type { Sidecars } from './sidecars.ts';

export type Deps = {
  readonly docker: Docker;
  readonly names: Names;
  /** Holds node, git and a POSIX shell: runs sidecars and our own scripts. Greenlight's own image will do. */
  readonly helperImage: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly prepared: PreparedVolumes;
  readonly setups: Setups;
  readonly sidecars: Sidecars;
  readonly egress: Egress;
};
