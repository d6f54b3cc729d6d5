import express, { Router, type Response } from 'express';
import { join } from 'node:path';
import { CONSOLE_CSP } from './csp.js';

/** Names in this folder carry a hash of the content. */
const HASHED = join('/', 'assets', '/');

/**
 * The web pages: `/graphiql`, their files under `/console/`, and `/` which leads to the first. Files with a hash in
 * their name are kept for good, the page itself is asked for each time.
 */
export function consolePages(consoleDir: string): Router {
  const pages = Router();
  pages.get('/', (_, response) => response.redirect(302, '/graphiql'));
  pages.get('/graphiql', (_, response) => {
    asPage(response);
    response.sendFile('graphiql.html', { root: consoleDir, cacheControl: false });
  });
  pages.use(
    '/console',
    express.static(consoleDir, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response: Response, path) => {
        asPage(response);
        if (path.includes(HASHED)) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      },
    }),
  );
  return pages;
}

function asPage(response: Response): void {
  response.setHeader('Content-Security-Policy', CONSOLE_CSP);
  response.setHeader('Cache-Control', 'no-cache');
}
