// What the scripted agent knows of the sample repository invoices: a column for its export, and how its VAT is to be rounded.
import { edit, has, runTests, say, wordsOf } from './workbench.mjs';

export const name = 'invoices';
export const example = 'add a currency column to the invoice export in invoices';

const wantsColumn = (words) => /\bcurrenc(?:y|ies)\b/i.test(words);
const speaksOfVat = (words) => /\b(?:vat|rounded|rounding)\b/i.test(words);
const speaksOfRepair = (words) => /\b(?:broken|failing|fails?|red|mend|repair)\b/i.test(words);
export const serves = (request) => wantsColumn(request) || speaksOfVat(request) || speaksOfRepair(request);

const rate = 'Map.groupBy(lines, ({ ratePercent }) => ratePercent)';
const perRate = {
  head: '// VAT in whole cents, rounded once for each rate: fewer roundings, fewer cents lost.',
  sum: `  const byRate = ${rate};\n  return [...byRate].reduce((sum, [ratePercent, group]) => sum + roundedVat(netOf(group), ratePercent), 0);\n}\n\nconst netOf = (lines) => lines.reduce((sum, { netCents }) => sum + netCents, 0);\n`,
};
const perLine = {
  head: '// VAT in whole cents. Each line is rounded by itself: what is printed on the lines must add up to what is printed below them.',
  sum: '  return lines.reduce((sum, { netCents, ratePercent }) => sum + roundedVat(netCents, ratePercent), 0);\n}\n',
};

function addColumn() {
  say('Reading src/export.js, src/invoice.js, test/export.test.js');
  const customer = "  { title: 'customer', value: (invoice) => invoice.customer },\n";
  const currency = "  { title: 'currency', value: (invoice) => invoice.currency },\n";
  edit({ file: 'src/export.js', from: customer, to: customer + currency });
  const quotes = "test('the export quotes what holds a comma', () => {\n";
  const tells = `test('the export tells the currency of each invoice', () => {\n  assert.match(exportCsv(march), /^number,date,customer,currency,/);\n  assert.match(exportCsv(march), /^2026-0118,2026-03-05,Velo AG,CHF,/m);\n});\n\n`;
  edit({ file: 'test/export.test.js', from: quotes, to: tells + quotes });
  edit({
    file: 'test/export.test.js',
    from: '"Books, Maps & Co",20\\.00',
    to: '"Books, Maps & Co",EUR,20\\.00',
  });
  runTests('test/export.test.js');
  return 'The export has a column “currency” after the customer, from the invoice itself; a test reads it for euros and for francs.';
}

function mendRounding() {
  say('Reading test/vat.test.js, src/vat.js and how it came to be so');
  edit({ file: 'src/vat.js', from: perRate.head, to: perLine.head });
  edit({ file: 'src/vat.js', from: perRate.sum, to: perLine.sum });
  runTests('test/vat.test.js');
  return 'VAT was rounded once for each rate, so that the lines of an invoice no longer added up to its total. Each line is rounded by itself again.';
}

/** One step of the work, or why there is none. */
export function work({ request, hint, failures }) {
  const steps = [];
  if (wantsColumn(request) && !has('src/export.js', "title: 'currency'")) steps.push(addColumn);
  // What fails elsewhere is left alone, unless somebody wants it mended.
  const asked = failures.length > 0 ? wordsOf(failures) : `${request}\n${hint}`;
  const isMeant = speaksOfVat(asked) || (failures.length === 0 && speaksOfRepair(asked));
  if (isMeant && has('src/vat.js', rate)) steps.push(mendRounding);
  if (steps.length === 0)
    return 'Everything that I know to do in this repository is done; I changed nothing.';
  return steps.map((step) => step()).join(' ');
}
