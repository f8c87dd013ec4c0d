// Tests that may be skipped in CI, by their full name, each with the reason. Whatever else is skipped there is a failure: it was
// meant to run, and a test that does not run shows nothing.
export const ALLOWED_SKIPS: Readonly<Record<string, string>> = {};
