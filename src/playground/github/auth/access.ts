// Who is asking: turns an Authorization header into the App, one of its installation tokens, a person, or nobody.
import { type KeyObject, randomBytes } from 'node:crypto';
import type { Person } from '../model.ts';
import type { Permissions } from '../options.ts';
import { checkAppJwt, looksLikeJwt } from './app-jwt.ts';

export interface InstallationToken {
  readonly token: string;
  readonly permissions: Permissions;
  /** Full names the token may see; null means every repository of the installation. */
  readonly repositories: readonly string[] | null;
  readonly expiresAtMs: number;
}

export type Access =
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly token: InstallationToken }
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused'; readonly message: string };

export class AccessBook {
  readonly #tokens = new Map<string, InstallationToken>();
  readonly #usedThisHour = new Map<string, { hour: number; used: number }>();
  readonly #options: {
    appId: number;
    key: KeyObject;
    people: readonly Person[];
    tokenLifeMs: number;
    nowMs: () => number;
  };

  constructor(options: {
    appId: number;
    key: KeyObject;
    people: readonly Person[];
    tokenLifeMs: number;
    nowMs: () => number;
  }) {
    this.#options = options;
  }

  issue(permissions: Permissions, repositories: readonly string[] | null): InstallationToken {
    const token: InstallationToken = {
      token: `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`,
      permissions,
      repositories,
      expiresAtMs: this.#options.nowMs() + this.#options.tokenLifeMs,
    };
    this.#tokens.set(token.token, token);
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  /** For the REST API: `Bearer`, `token` or `Basic` credentials. */
  fromHeader(header: string | undefined): Access {
    if (header === undefined || header === '') return { kind: 'nobody' };
    const [scheme = '', value = ''] = header.split(' ', 2);
    if (scheme.toLowerCase() === 'basic') return this.fromBasic(header);
    return this.#fromSecret(value);
  }

  /** For git over HTTP: the password counts, as on GitHub. */
  fromBasic(header: string | undefined): Access {
    if (header === undefined || !/^basic /i.test(header)) return { kind: 'nobody' };
    const decoded = Buffer.from(header.slice(6), 'base64').toString('utf8');
    const password = decoded.slice(decoded.indexOf(':') + 1);
    return this.#fromSecret(password);
  }

  #fromSecret(secret: string): Access {
    if (looksLikeJwt(secret)) {
      const { appId, key, nowMs } = this.#options;
      const verdict = checkAppJwt(secret, key, { appId, nowMs: nowMs() });
      return verdict.ok ? { kind: 'app' } : { kind: 'refused', message: verdict.message };
    }
    const token = this.#tokens.get(secret);
    if (token !== undefined && token.expiresAtMs > this.#options.nowMs())
      return { kind: 'installation', token };
    const person = this.#options.people.find((candidate) => candidate.token === secret);
    return person === undefined
      ? { kind: 'refused', message: 'Bad credentials' }
      : { kind: 'person', person };
  }

  /** Counts one request against the caller's hour and says what is left. */
  spend(access: Access, limit: number, cost: number): { used: number; remaining: number; resetAtS: number } {
    const who = access.kind === 'installation' ? 'installation' : access.kind;
    const hour = Math.floor(this.#options.nowMs() / 3_600_000);
    const entry = this.#usedThisHour.get(who);
    const used = (entry?.hour === hour ? entry.used : 0) + cost;
    this.#usedThisHour.set(who, { hour, used });
    return { used, remaining: Math.max(0, limit - used), resetAtS: (hour + 1) * 3600 };
  }
}
