import { defineConfig } from 'vite';

/** The gateway behind the page, over HTTP and WebSockets, so that the page asks its own origin alone. */
const proxy = { '/graphql': { target: process.env['GATEWAY'] ?? 'http://127.0.0.1:4000', ws: true } };

export default defineConfig({
  // The live client is that of the folder beside this one; its packages are this one's.
  resolve: { dedupe: ['graphql-ws'] },
  server: { proxy, fs: { allow: ['..'] } },
  preview: { proxy },
});
