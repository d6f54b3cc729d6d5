import express, { Router, type Response } from 'express';
import { join } from 'node:path';
import { CONSOLE_CSP, LIVE_CSP } from './csp.js';

/** Names in this folder carry a hash of the content. */
const HASHED = join('/', 'assets', '/');

/** The pages, each at a path of its own, and the policy that each one lives under. */
const PAGES = [
  { path: '/graphiql', file: 'graphiql.html', policy: CONSOLE_CSP },
  { path: '/live', file: 'live.html', policy: LIVE_CSP },
] as const;

/**
 * The web pages: `/graphiql`, `/live`, their files under `/console/`, and `/` which leads to the first. Files with a
 * hash in their name are kept for good, the pages themselves are asked for each time.
 */
export function consolePages(consoleDir: string): Router {
  const pages = Router();
  pages.get('/', (_, response) => response.redirect(302, '/graphiql'));
  for (const { path, file, policy } of PAGES) {
    pages.get(path, (_, response) => {
      asPage(response, policy);
      response.sendFile(file, { root: consoleDir, cacheControl: false });
    });
  }
  pages.use(
    '/console',
    express.static(consoleDir, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response: Response, path) => {
        asPage(response, CONSOLE_CSP);
        if (path.includes(HASHED)) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      },
    }),
  );
  return pages;
}

function asPage(response: Response, policy: string): void {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Cache-Control', 'no-cache');
}
