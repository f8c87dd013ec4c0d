// Things that go wrong at GitHub, switched on by tests and by the playground's page.

export interface HttpFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Close the socket without an answer instead. */
  readonly hangUp?: boolean;
  /** Let the request take effect first, then answer with the fault: the answer was lost on the way. */
  readonly afterwards?: boolean;
}

interface ArmedHttpFault {
  readonly matches: (method: string, path: string) => boolean;
  readonly fault: HttpFault;
  left: number;
}

export interface WebhookFaults {
  /** Deliveries to lose: a count, or all while true. */
  drop(which: boolean | number): void;
  /** Each delivery is sent this many times with the same id. 1 is normal. */
  duplicate(times: number): void;
  delayMs(ms: number): void;
  /** Collect this many deliveries and send them in reverse. 0 is normal. */
  reorder(batchSize: number): void;
}

export interface WebhookFaultState {
  dropLeft: number;
  copies: number;
  delayMs: number;
  reorderBatch: number;
}

export class Faults {
  readonly #http: ArmedHttpFault[] = [];
  readonly removedPermissions = new Set<string>();
  readonly webhookState: WebhookFaultState = { dropLeft: 0, copies: 1, delayMs: 0, reorderBatch: 0 };
  /** No workflow starts, as if Actions were switched off. */
  noCi = false;
  /** Workflow runs are created but no runner ever takes their jobs. */
  noRunners = false;
  /** GitHub ends a job that ran too long as cancelled; some of its APIs have said timed_out. */
  jobTimeoutConclusion: 'cancelled' | 'timed_out' = 'cancelled';

  readonly webhooks: WebhookFaults = {
    drop: (which) => {
      this.webhookState.dropLeft = which === true ? Number.POSITIVE_INFINITY : which === false ? 0 : which;
    },
    duplicate: (times) => {
      this.webhookState.copies = times;
    },
    delayMs: (ms) => {
      this.webhookState.delayMs = ms;
    },
    reorder: (batchSize) => {
      this.webhookState.reorderBatch = batchSize;
    },
  };

  /**
   * Answers the next `times` requests that match with the fault.
   * The pattern is `METHOD /path`: `:anything` is one segment, `**` the rest, e.g. `PUT /repos/:owner/:repo/pulls/:n/merge`;
   * git over HTTP counts as `GET /owner/name.git/**` and `POST /owner/name.git/**`.
   */
  http(pattern: string | RegExp, fault: HttpFault, times = 1): void {
    this.#http.push({ matches: matcher(pattern), fault, left: times });
  }

  takeHttp(method: string, path: string): HttpFault | undefined {
    const armed = this.#http.find((candidate) => candidate.left > 0 && candidate.matches(method, path));
    if (armed === undefined) return undefined;
    armed.left -= 1;
    return armed.fault;
  }

  removePermission(name: string): void {
    this.removedPermissions.add(name);
  }

  restorePermission(name: string): void {
    this.removedPermissions.delete(name);
  }

  clear(): void {
    this.#http.length = 0;
    this.removedPermissions.clear();
    Object.assign(this.webhookState, { dropLeft: 0, copies: 1, delayMs: 0, reorderBatch: 0 });
    this.noCi = false;
    this.noRunners = false;
    this.jobTimeoutConclusion = 'cancelled';
  }
}

function matcher(pattern: string | RegExp): (method: string, path: string) => boolean {
  if (pattern instanceof RegExp) return (method, path) => pattern.test(`${method} ${path}`);
  const [verb = '*', route = '/**'] = pattern.split(' ', 2);
  const source = route
    .split('/')
    .map((part) =>
      part === '**' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/');
  const expression = new RegExp(`^${source}$`);
  return (method, path) => (verb === '*' || verb === method) && expression.test(path);
}
