import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the embedded template database once, before the workers start; a real server needs none. */
export default function globalSetup() {
  if (process.env.DATABASE_URL) return;
  const script = fileURLToPath(new URL('./build-template.ts', import.meta.url));
  execFileSync(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
}
