throw new TypeError('no ledger here');
