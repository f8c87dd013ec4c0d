// The GitHub adapter keeps the Forge contract against the local GitHub.

import { forgeContract } from '#test/contracts/forge.ts';
import { describeWith } from '#test/support/parts.ts';
import { githubWorld, REPO } from './stand-in.ts';

describeWith('git', 'the GitHub forge', () => {
  forgeContract(async () => {
    const world = await githubWorld();
    const { repositories } = world.github.world;
    return {
      ...world,
      repo: REPO,
      comments: (number) =>
        [...repositories.values()]
          .flatMap(({ pulls }) => pulls.get(number)?.comments ?? [])
          .map(({ body }) => body),
      ciSettled: async () => await world.github.settled(),
    };
  });
});
