// The embedded engine meets the contract of every engine.
import { engineContract } from '#test/contracts/engine.ts';

await engineContract(new URL('embedded.ts', import.meta.url).href);
