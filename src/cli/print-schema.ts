import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { packageRoot } from '../package-root.js';

const text = `${printSchema(lexicographicSortSchema(buildGatewaySchema()))}\n`;
await writeFile(join(packageRoot(), 'schema', 'schema.graphql'), text);
