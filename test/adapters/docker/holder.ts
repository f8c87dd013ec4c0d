// A bot in miniature, started by tests as a process of its own so that it can be killed: runs one agent and says what it hears.
// Argument: JSON of { instance, image, spec, outDir }.
import { engineFor } from './engine-for.ts';

const [json = '{}'] = process.argv.slice(2);
const { instance, image, spec, outDir } = JSON.parse(json);
const sandbox = engineFor(image, instance).sandbox();
const result = await sandbox.run(spec, {
  outDir,
  signal: new AbortController().signal,
  onLog: (chunk) => process.stdout.write(chunk),
});
process.stdout.write(JSON.stringify(result));
