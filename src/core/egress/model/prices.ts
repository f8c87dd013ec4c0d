// What tokens cost. Where a price is not known the dearest of the provider stands in, and that is said.
import type { ModelProvider, Price } from './provider.ts';
import type { TokenCounts } from './usage.ts';

const MILLION = 1_000_000;
const CACHE_WRITE_FACTOR = 1.25;

export type FoundPrice = { readonly price: Price; readonly isKnown: boolean };

export function priceOf({ prices }: Pick<ModelProvider, 'prices'>, model: string): FoundPrice {
  const fitting = Object.keys(prices).filter((glob) => matches(glob, model));
  const [longest] = fitting.toSorted((a, b) => lettersOf(b) - lettersOf(a));
  const price = longest === undefined ? undefined : prices[longest];
  return price === undefined
    ? { price: dearest(Object.values(prices)), isKnown: false }
    : { price, isKnown: true };
}

const lettersOf = (glob: string): number => glob.replaceAll('*', '').length;

function matches(glob: string, model: string): boolean {
  const parts = glob.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return glob === model;
  const last = rest.pop() ?? '';
  if (!model.startsWith(first) || !model.endsWith(last) || model.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = model.length - last.length;
  for (const part of rest) {
    const found = model.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

const dearest = (prices: readonly Price[]): Price => ({
  input: Math.max(0, ...prices.map(({ input }) => input)),
  output: Math.max(0, ...prices.map(({ output }) => output)),
});

export function costOfTokens(tokens: TokenCounts, { input, output, cacheRead, cacheWrite }: Price): number {
  const sum =
    tokens.inputTokens * input +
    tokens.outputTokens * output +
    tokens.cacheReadTokens * (cacheRead ?? input) +
    tokens.cacheWriteTokens * (cacheWrite ?? input * CACHE_WRITE_FACTOR);
  return sum / MILLION;
}
