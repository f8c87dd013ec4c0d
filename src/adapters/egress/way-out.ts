// Everything an attempt may reach: loopback ports of its sandbox, and who answers there. Nothing else leads out.
import type http from 'node:http';
import type { Denial, Denials } from '#core/egress/denial.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';

/** What a way out is opened for. A plain command has neither a model nor a budget. */
export type Traveller = {
  readonly key: string;
  readonly network: readonly EgressRule[];
  readonly model: string | undefined;
  readonly budget: AttemptSpec['budget'];
  onUsage(usage: ModelUsage): void;
};

export type WayOut = {
  readonly ports: Readonly<Record<number, http.Server>>;
  /** Tells programs in the sandbox where to go. */
  readonly env: Readonly<Record<string, string>>;
  /** Settings of tools that read no variable: path below the work directory, and content. */
  readonly files: Readonly<Record<string, string>>;
  facts(): WayOutFacts;
  /** Ends every connection; from here on nothing answers. */
  close(): void;
};

export type WayOutFacts = { readonly denials: Denials; readonly usage?: ModelUsage };

/** One service on one port. */
export type Service = {
  readonly server: http.Server;
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  close(): void;
};
export type OnDenied = (denial: Denial) => void;

export type Egress = {
  /** All that any attempt may have: they are opened before it is known for whom. */
  readonly portNumbers: readonly number[];
  open(traveller: Traveller): WayOut;
};
