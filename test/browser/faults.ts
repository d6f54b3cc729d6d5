import type { Page } from 'playwright-core';

/** A worker that cannot start is only a warning to Monaco: it goes on in the page's own thread. */
const WORKER_TROUBLE = /worker/i;

/**
 * Collects from now on what must not happen on a page of the gateway: console errors, uncaught exceptions, violations
 * of the Content-Security-Policy, failed or refused requests, and requests or sockets to any other origin.
 *
 * @returns the faults so far; the array grows while the page lives
 */
export async function watchFaults(page: Page, origin: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const foreign = (url: string) => !url.startsWith('data:') && new URL(url).host !== new URL(origin).host;

  // A binding and not page.evaluate: that one needs the eval which the policy forbids.
  await page.exposeFunction(
    'reportViolation',
    (text: string) => void faults.push(`policy violated: ${text}`),
  );
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', (event) =>
      reportViolation(event.effectiveDirective + ' by ' + (event.blockedURI || event.sourceFile)))`,
  });
  page.on('console', (message) => {
    const text = message.text();
    const bad = message.type() === 'error' || (message.type() === 'warning' && WORKER_TROUBLE.test(text));
    if (bad) faults.push(`console ${message.type()}: ${text}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    if (foreign(request.url())) faults.push(`request to another origin: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (foreign(socket.url())) faults.push(`socket to another origin: ${socket.url()}`);
    socket.on('socketerror', (error) => faults.push(`socket: ${error}`));
  });
  page.on('response', (response) => {
    const unchanged = response.status() === 304;
    if (!response.ok() && !unchanged) faults.push(`${response.status()} for ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    faults.push(`${request.failure()?.errorText ?? 'failed'}: ${request.url()}`);
  });
  return faults;
}
