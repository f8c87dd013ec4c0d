// What the parts of the Docker sandbox work with.
import type Docker from 'dockerode';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Names } from './names.ts';
import type { PreparedVolumes } from './prepared.ts';
import type { Sidecars } from './sidecars.ts';
import type { Ports } from './tunnel.ts';
import type { Work } from './work.ts';

export type Deps = {
  readonly docker: Docker;
  readonly names: Names;
  /** Holds node, git and a POSIX shell: runs sidecars and our own scripts. Greenlight's own image will do. */
  readonly helperImage: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly prepared: PreparedVolumes;
  readonly sidecars: Sidecars;
  /** What answers on the loopback ports of an attempt. */
  portsFor(spec: Work): Ports;
};
