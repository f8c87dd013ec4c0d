// The GitHub adapter keeps the Forge contract against the local GitHub.

import { forgeContract } from '#test/contracts/forge.ts';
import { describeWith } from '#test/support/parts.ts';
import { githubWorld, REPO } from './stand-in.ts';

describeWith('git', 'the GitHub forge', () => {
  forgeContract(async () => {
    const world = await githubWorld();
    return { ...world, repo: REPO, ciSettled: async () => await world.github.settled() };
  });
});
