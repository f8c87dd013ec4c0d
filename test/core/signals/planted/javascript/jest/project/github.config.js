module.exports = {
  testMatch: ['<rootDir>/test/{ledger,missing}.test.js', '<rootDir>/many/n1.test.js'],
  reporters: [['github-actions', { silent: false }], 'summary'],
};
