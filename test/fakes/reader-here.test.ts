// The desk without a thread keeps the contract of the one in a thread.
import { describe } from 'vitest';
import { logReaderContract } from '#test/contracts/log-reader.ts';
import { readerHere } from './reader-here.ts';

describe('the reader right here', () => {
  logReaderContract(() => readerHere());
});
