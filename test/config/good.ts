// A complete configuration, for tests to break in one place.
import { generateKeyPairSync } from 'node:crypto';

export const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey.trim();

/** Made up, and put together so that no scanner takes them for real ones. */
export const SECRETS = {
  SLACK_BOT_TOKEN: ['xoxb', '1111111111', 'botbotbotbot'].join('-'),
  SLACK_SIGNING_SECRET: 'signing-signing-signing-secret',
  GITHUB_WEBHOOK_SECRET: 'webhook-webhook-webhook-secret',
};

export const GOOD_ENV = {
  ...SECRETS,
  GITHUB_APP_ID: '12345',
  GITHUB_PRIVATE_KEY: PRIVATE_KEY,
  PUBLIC_URL: 'https://greenlight.example.com',
};

export const GOOD_FILE = `
agents:
  fixer: { image: fixer, command: [fix] }
repositories:
  - name: acme/payments
`;
