module.exports = { testMatch: ['<rootDir>/fine/*.test.js'], collectCoverageFrom: ['src/money.js'], coverageThreshold: { global: { lines: 90 } }, coverageReporters: ['text'] };
