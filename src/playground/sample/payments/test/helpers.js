// A fresh shop for each test: its own journal in a directory of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '../src/accounts.js';
import { Journal } from '../src/journal.js';
import { Ledger } from '../src/ledger.js';
import { Settlement } from '../src/settlement.js';

export async function openShop(t) {
  const directory = await mkdtemp(join(tmpdir(), 'payments-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const journal = await Journal.open(join(directory, 'journal', 'entries.jsonl'));
  const ledger = new Ledger(journal);
  const accounts = new Accounts();
  accounts.open('m-books', { name: 'Books', webhookSecret: 'whsec_books' });
  accounts.open('m-bikes', { name: 'Bikes', plan: 'volume', webhookSecret: 'whsec_bikes' });
  return { journal, ledger, accounts, settlement: new Settlement({ ledger, accounts }) };
}
