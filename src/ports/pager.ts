// Whoever is paged outside of the chat: one incident for each escalation, opened once and ended once.

export type Page = {
  /** The same for everything that is said of one escalation: a repeat changes nothing. */
  readonly dedupKey: string;
  /** One line, plain text. */
  readonly summary: string;
  readonly details: string;
  /** Where to look. */
  readonly link: string;
};

export type PagerKind = 'pagerduty' | 'opsgenie' | 'json';
/** Which pager, as the operator has it. */
export type PagerOptions = {
  readonly kind: PagerKind;
  /** Without slashes at its end. The kind's own when left out; `json` has none. */
  readonly url?: string;
  readonly key: string;
};

/** Throws PortError pager_unavailable; retryable where it may work later. Never follows a redirect. */
export interface Pager {
  /** Opens an incident; one that is open under this key stays as it is. */
  trigger(page: Page): Promise<void>;
  /** Ends it; one that is not there, or has ended, is no failure. */
  resolve(dedupKey: string): Promise<void>;
}
