// Artifacts on a real disk, in a directory that a test throws away: the store is small enough to be the real one.
import { fileArtifacts } from '#adapters/artifacts/file-artifacts.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';

export const artifactsIn = (dir: string): ArtifactStore =>
  fileArtifacts({ dir, publicUrl: 'https://greenlight.test', secret: 'test' });
