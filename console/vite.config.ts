import { defineConfig } from 'vite';

/**
 * Builds the pages that the gateway serves itself. The base is absolute because a page answers at another path
 * (`/graphiql`) than its assets (`/console/`). Everything becomes a file of its own and none of it inline, the
 * editor's workers too, so that the policy in `csp.ts` holds.
 */
export default defineConfig({
  base: '/console/',
  publicDir: false,
  worker: { format: 'es' },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    // Monaco is one chunk of 3 MB by design, loaded once and cached for good.
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      input: ['graphiql.html', 'live.html'],
      // 'use client' means nothing in a page without server components; a hundred libraries carry it.
      checks: { moduleLevelDirective: false },
    },
  },
});
