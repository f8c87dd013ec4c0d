// Which values of the environment are secrets, by the names of their variables: whoever reads logs here may have them set.

const SECRET_NAME =
  /(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|_KEY$|^KEY$|_PAT$|_DSN$|_AUTH$|DATABASE_URL|REDIS_URL|MONGO\w*_UR[IL]|WEBHOOK_URL|CONNECTION_?STRING)/i;
/** Shorter values are words, numbers and switches; of short ones redact-forms.ts says which count. */
const MIN_CHARS = 4;
const PLAIN_VALUE =
  /^(?:true|false|none|null|undefined|enabled|disabled|default|[\d.]+|\/[\w.-]+(?:\/[\w.-]+)+\/?)$/i;

export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    const isSecret = SECRET_NAME.test(name) && value.length >= MIN_CHARS && !PLAIN_VALUE.test(value);
    if (!isSecret) return [];
    const password = /^[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value)?.[1];
    return [value, ...(password === undefined ? [] : [password, decoded(password)])];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
