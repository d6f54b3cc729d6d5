import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { packageRoot } from '../package-root.js';
import { openApiText } from '../server/openapi/document.js';

const schema = buildGatewaySchema();
const folder = join(packageRoot(), 'schema');
await writeFile(join(folder, 'schema.graphql'), `${printSchema(lexicographicSortSchema(schema))}\n`);
await writeFile(join(folder, 'openapi.json'), openApiText(schema));
