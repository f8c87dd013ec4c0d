// The playground's coding agent: no model, no network, no dependencies. It reads its brief as a real agent would, looks at
// the code and at the failing tests, and makes one believable step. What it knows of each sample repository is in its file.
import { writeFileSync } from 'node:fs';
import * as invoices from './invoices.mjs';
import { scripts } from './outcomes.mjs';
import * as payments from './payments.mjs';
import * as shipping from './shipping.mjs';
import { environment, has, readRequest, readSignals, say } from './workbench.mjs';

const known = [payments, invoices, shipping];

function workOn(request) {
  const here = known.find(({ name }) => has('package.json', `"name": "${name}"`));
  if (here === undefined) {
    const names = known.map(({ name }) => name).join(', ');
    return `I am the scripted agent of the playground and only know its sample repositories ${names}; I changed nothing.`;
  }
  const { failures, hint } = readSignals();
  for (const one of failures) say(`  failing: ${one.testId ?? one.message ?? one.kind}`.slice(0, 200));
  if (here.serves(request)) return here.work({ request, hint: hint ?? '', failures });
  return `I am the scripted agent of the playground and know one thing to do in ${here.name}. Try “${here.example}”. I changed nothing.`;
}

async function main() {
  const attempt = environment.GREENLIGHT_ATTEMPT ?? '1';
  const script = environment.GREENLIGHT_SCRIPT ?? '';
  say(`scripted agent: attempt ${attempt}, ${readSignals().failures.length} failure(s) from the last one`);
  if (script !== '' && !Object.hasOwn(scripts, script)) {
    console.error(`GREENLIGHT_SCRIPT=${script} is unknown; known are ${Object.keys(scripts).join(', ')}`);
    process.exit(64);
  }
  const outcome = script === '' ? workOn(readRequest()) : await scripts[script]();
  const result = typeof outcome === 'string' ? { summary: outcome } : outcome;
  say(result.summary);
  if (environment.GREENLIGHT_RESULT_FILE)
    writeFileSync(environment.GREENLIGHT_RESULT_FILE, JSON.stringify(result));
}

await main();
