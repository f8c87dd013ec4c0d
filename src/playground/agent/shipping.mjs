// What the scripted agent knows of the sample repository shipping: where the tracking link goes on the label.
import { edit, has, runTests, say } from './workbench.mjs';

export const name = 'shipping';
export const example = 'print the tracking link on labels in shipping';
export const serves = (request) => /\btracking\b/i.test(request);

/** One step of the work, or why there is none. */
export function work() {
  if (has('src/label.js', 'trackingLink'))
    return 'The label has its tracking link already; I changed nothing.';
  say('Reading src/label.js, src/carriers.js, test/label.test.js');
  edit({ file: 'src/label.js', from: 'import { carrierFor }', to: 'import { carrierFor, trackingLink }' });
  edit({ file: 'src/label.js', from: ',\n  ];', to: ',\n    trackingLink(carrier, parcelNumber),\n  ];' });
  const names = "test('a label names the recipient, the carrier and the billed weight', () => {\n";
  const leads = `test('a label leads to where the parcel is', () => {\n  assert.equal(labelLines(parcel).at(-1), 'https://track.post.example/P-1007');\n});\n\n`;
  edit({ file: 'test/label.test.js', from: names, to: leads + names });
  runTests('test/label.test.js');
  return 'The last line of a label is now the carrier’s tracking link for the parcel; a test reads it.';
}
