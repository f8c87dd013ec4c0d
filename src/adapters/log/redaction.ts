// What a log line must not hold: fields whose name says secret, and texts that have the shape of a known token.

const SECRET_NAMES = [
  'token',
  'accessToken',
  'access_token',
  'botToken',
  'appToken',
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'signingSecret',
  'webhookSecret',
  'clientSecret',
  'privateKey',
  'private_key',
  'apiKey',
  'api_key',
  '["x-api-key"]',
  '["set-cookie"]',
];

/** Each name at the top and down to three levels below: errors carry requests, requests carry headers. */
export const SECRET_PATHS: readonly string[] = SECRET_NAMES.flatMap((name) =>
  ['', '*', '*.*', '*.*.*'].map((parent) => join(parent, name)),
);

function join(parent: string, name: string): string {
  if (parent === '') return name;
  return name.startsWith('[') ? `${parent}${name}` : `${parent}.${name}`;
}

/** Slack, GitHub and model tokens, keys in PEM, and a password within a URL. Works on text that is JSON already. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}/g,
  /\bgh[a-z]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs,
  /(?<=:\/\/[^\s"/@:]*:)[^\s"/@]+(?=@)/g,
];

const MIN_SECRET_CHARS = 6;

/** A function that takes a finished line and gives it without `secrets` and without anything shaped like one. */
export function secretsRemoved(secrets: readonly string[]): (line: string) => string {
  // Within JSON a secret's quotes, backslashes and line ends are escaped.
  const values = secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return (line) => {
    const withoutValues = values.reduce((text, value) => text.replaceAll(value, '[redacted]'), line);
    return SECRET_SHAPES.reduce((text, shape) => text.replace(shape, '[redacted]'), withoutValues);
  };
}
