// The Docker sandbox on a real engine keeps the contract of every sandbox.
import { sandboxContract } from '#test/contracts/sandbox.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { engineFor } from './engine-for.ts';

describeWith('docker', 'the Docker sandbox', () => {
  sandboxContract('the Docker sandbox', async () => {
    const engine = engineFor(agentImage);
    return {
      sandbox: engine.sandbox(),
      image: agentImage,
      another: async () => engine.sandbox(),
      dispose: engine.dispose,
    };
  });
});
