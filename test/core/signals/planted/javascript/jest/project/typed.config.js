module.exports = { testMatch: ['<rootDir>/typed/*.test.ts'], transform: { '\\.ts$': ['ts-jest', { tsconfig: { strict: true } }] } };
