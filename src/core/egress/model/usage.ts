// What an attempt used of a model, as the gateway metered it.

export type TokenCounts = {
  /** Neither read from the provider's cache nor written to it. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
};

export type ModelUsage = TokenCounts & {
  readonly requests: number;
  readonly costUsd: number;
  /** Something of it the provider did not tell, or it has no price of its own: that was reckoned high. */
  readonly estimated: boolean;
  /** The budget is used up, and requests are refused. */
  readonly isExhausted: boolean;
};

export const NO_TOKENS: TokenCounts = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

export const NO_USAGE: ModelUsage = {
  ...NO_TOKENS,
  requests: 0,
  costUsd: 0,
  estimated: false,
  isExhausted: false,
};

export const addTokens = <T extends TokenCounts>(sum: T, more: TokenCounts): T => ({
  ...sum,
  inputTokens: sum.inputTokens + more.inputTokens,
  outputTokens: sum.outputTokens + more.outputTokens,
  cacheReadTokens: sum.cacheReadTokens + more.cacheReadTokens,
  cacheWriteTokens: sum.cacheWriteTokens + more.cacheWriteTokens,
});

export const addUsage = (sum: ModelUsage, more: ModelUsage): ModelUsage => ({
  ...addTokens(sum, more),
  requests: sum.requests + more.requests,
  costUsd: sum.costUsd + more.costUsd,
  estimated: sum.estimated || more.estimated,
  isExhausted: sum.isExhausted || more.isExhausted,
});
