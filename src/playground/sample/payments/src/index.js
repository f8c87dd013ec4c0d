// What other services may use.
export { Accounts } from './accounts.js';
export { feeFor } from './fees.js';
export { Holds } from './holds.js';
export { Journal } from './journal.js';
export { Ledger } from './ledger.js';
export { formatAmount, parseAmount } from './money.js';
export { Settlement } from './settlement.js';
export { sign, statementNotice, verify } from './webhooks.js';
