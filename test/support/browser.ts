// The installed Chromium, driven by playwright-core (which brings no browser of its own).
import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** Starts a browser without a window. Call it within describeWith('chromium', …); the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: inject('parts').chromiumPath,
    // No sandbox: it refuses to run as root, which CI is, and the pages are our own. No /dev/shm: it is 64 MB in containers.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'],
  });
}
