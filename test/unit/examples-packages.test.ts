import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageRoot } from '../../src/package-root.js';

type Versions = Readonly<Record<string, string>>;

/** The packages that a folder asks for. */
function versionsOf(folder: string): Versions {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(packageRoot(), folder, 'package.json'), 'utf8'),
  ) as { dependencies: Versions; devDependencies: Versions };
  return { ...dependencies, ...devDependencies };
}

// Within the repository the examples are tested with its own packages.
test.each(['examples/typescript-client', 'examples/react-dashboard'])(
  'the packages of %s are those that it is tested with',
  (folder) => expect(versionsOf('.')).toMatchObject(versionsOf(folder)),
);
