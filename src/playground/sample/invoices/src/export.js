// The month as CSV for the accountants: one invoice a row, amounts with a decimal point.

const columns = [
  { title: 'number', value: (invoice) => invoice.number },
  { title: 'date', value: (invoice) => invoice.date },
  { title: 'customer', value: (invoice) => invoice.customer },
  { title: 'net', value: (invoice) => amount(invoice.netCents) },
  { title: 'vat', value: (invoice) => amount(invoice.vatCents) },
  { title: 'total', value: (invoice) => amount(invoice.totalCents) },
];

export function exportCsv(invoices) {
  const rows = invoices.map((invoice) => columns.map(({ value }) => quoted(value(invoice))));
  return [columns.map(({ title }) => title), ...rows].map((row) => `${row.join(',')}\n`).join('');
}

const amount = (cents) => (cents / 100).toFixed(2);

/** As RFC 4180 asks: only what needs quotes gets them. */
function quoted(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
