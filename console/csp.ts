/**
 * The Content-Security-Policy under which the pages of this folder are built and tested: scripts, workers, requests
 * and sockets of the gateway's own origin only, no inline script, no eval, no frame around it.
 * `style-src` needs 'unsafe-inline' because Monaco writes its rules into style elements while it runs.
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
