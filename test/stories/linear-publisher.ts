// The fake publisher with the real one's refusal to rewrite a branch: a push must build on what the branch holds.
import type { Sha } from '#core/ids.ts';
import { FakePublisher } from '#test/fakes/fake-publisher.ts';

export class LinearPublisher extends FakePublisher {
  readonly #parents = new Map<Sha, Sha>();

  override async commit(...args: Parameters<FakePublisher['commit']>): Promise<Sha> {
    const commit = await super.commit(...args);
    this.#parents.set(commit, args[3]);
    return commit;
  }

  override async mergeIn(
    ...args: Parameters<FakePublisher['mergeIn']>
  ): ReturnType<FakePublisher['mergeIn']> {
    const merge = await super.mergeIn(...args);
    if (merge.result === 'merged') this.#parents.set(merge.commit, args[1].ours);
    return merge;
  }

  override async push(...args: Parameters<FakePublisher['push']>): ReturnType<FakePublisher['push']> {
    const [, , commit, , expected] = args;
    const isRewrite = expected !== null && expected !== commit && this.#parents.get(commit) !== expected;
    if (isRewrite) throw new Error(`${commit} does not build on ${expected}`);
    return super.push(...args);
  }
}
