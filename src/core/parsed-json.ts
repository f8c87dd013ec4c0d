// JSON from others, which may be cut off or none at all.

/** The value, or undefined for what is no JSON, which is itself never a value of it. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
