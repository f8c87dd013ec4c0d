// A bot in miniature, started by tests as a process of its own so that it can be killed: runs agents, all at once, and says what it hears.
// Argument: JSON of { instance, image, specs, outDir }.
import { engineFor } from './engine-for.ts';

const [json = '{}'] = process.argv.slice(2);
const { instance, image, specs, outDir } = JSON.parse(json);
const sandbox = engineFor(image, instance).sandbox();
process.stdout.write('holding\n');
for (const result of specs.map((spec: Parameters<typeof sandbox.run>[0]) =>
  sandbox.run(spec, {
    outDir,
    signal: new AbortController().signal,
    onLog: (chunk) => process.stdout.write(chunk),
  }),
))
  process.stdout.write(JSON.stringify(await result));
