// Artifacts on a real disk, in a directory that a test throws away: the store is small enough to be the real one.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileArtifacts } from '#adapters/artifacts/file-artifacts.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';

export const throwAwayArtifacts = (): ArtifactStore =>
  fileArtifacts({
    dir: mkdtempSync(join(tmpdir(), 'greenlight-artifacts-')),
    publicUrl: 'https://greenlight.test',
    secret: 'test',
  });
