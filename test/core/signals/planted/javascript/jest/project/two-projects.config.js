module.exports = {
  projects: [
    { displayName: 'unit', testMatch: ['<rootDir>/test/empty.test.js', '<rootDir>/test/ledger.test.js'] },
    { displayName: 'node 24', testMatch: ['<rootDir>/test/missing.test.js'] },
  ],
};
