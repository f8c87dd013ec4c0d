// Are the images there? Attempts never pull by themselves.
import type Docker from 'dockerode';
import { answered } from './answered.ts';
import { asPortError, imageMissing, isMissing } from './engine-error.ts';

/** Throws PortError image_missing for the first that is not on the engine. */
export async function checkImages(docker: Docker, images: readonly string[]): Promise<void> {
  for (const image of images) await checkImage(docker, image);
}

async function checkImage(docker: Docker, image: string): Promise<void> {
  try {
    await answered(docker.getImage(image).inspect());
  } catch (error) {
    if (isMissing(error)) throw imageMissing(image, error);
    throw asPortError(error, `looking for the image "${image}"`);
  }
}
