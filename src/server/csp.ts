/**
 * The Content-Security-Policy of the console's pages and workers: scripts, workers, requests and sockets of the
 * gateway's own origin only, no inline script, no eval, no frame around it. `style-src` needs 'unsafe-inline' because
 * the editor writes its rules into style elements while it runs.
 */
export const CONSOLE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

/** The policy of the event log's page: the same, and no inline style either. */
export const LIVE_CSP = CONSOLE_CSP.replace(" 'unsafe-inline'", '');

/** The policy of every other answer, none of which is a page. */
export const API_CSP = "default-src 'none'; frame-ancestors 'none'";
