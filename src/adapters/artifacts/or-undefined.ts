// Undefined for what is not there, or is not empty yet: neither is trouble for whoever looks or tidies.
const EXPECTED = new Set(['ENOENT', 'ENOTEMPTY']);

export async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (EXPECTED.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
