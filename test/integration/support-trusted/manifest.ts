import { join } from 'node:path';
import { packageRoot } from '../../../src/package-root.js';

/** The manifest that `npm run codegen` writes of the documents in `test/documents`. */
export const MANIFEST = join(packageRoot(), 'test', 'support', 'generated', 'persisted-documents.json');
