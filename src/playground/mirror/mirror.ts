// What a mirror is: its packages, and how it is at the moment.

/** `hiccups`: of the installs that ask, two are turned away with 503, the third is served, and so on. `down`: all are turned away. */
export const HEALTHS = ['well', 'hiccups', 'down'] as const;
export type Health = (typeof HEALTHS)[number];
const SERVES_EACH = 3;

export interface Mirror {
  readonly origin: string;
  readonly packages: readonly Package[];
  health: Health;
  /** Installs that began since the health was set. */
  installs: number;
}

export interface Package {
  readonly manifest: { readonly name: string; readonly version: string; readonly description?: string };
  readonly tarball: Buffer;
}

export function isServed({ health, installs }: Mirror): boolean {
  if (health === 'hiccups') return installs % SERVES_EACH === 0;
  return health === 'well';
}
