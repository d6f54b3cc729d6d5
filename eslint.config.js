import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

/** What no room stands above: errors, exact decimals, turns, where the package lies. */
const LEAVES = ['src/errors.ts', 'src/decimal.ts', 'src/turns.ts', 'src/package-root.ts'];
const EVERY_PACKAGE = ['node_modules'];

/**
 * Who may import whom: a room reaches itself and what is listed here, nothing else. `src/main.ts`, `src/cli`, `test`
 * and `bench` wire the rooms and may import all of them.
 *
 * Pure functions have rooms of their own: insight (what figures mean) and pricing (what something costs).
 *
 * Wider than a strict reading of the rooms, with reason:
 * - db reads the catalogue for the rollups that it refreshes and sets policies on; the catalogue is pure data;
 * - feed asks the event log what a customer sees, one pure function;
 * - auth stands beside db and below ingest, which asks it for the caller's rights;
 * - schema holds the row types of loaders and tenant scopes as types only (TYPES_ONLY), and calls the pure parsers of
 *   instants, JSON and decimals for its scalars;
 * - resolvers pass windows, queries and scopes on, as types only;
 * - server answers at the doors of ingest, hands the feed's and loaders' context through, and asks reports of its routes
 *   for whom the resolvers let in;
 * - export passes tenant scopes on, as types only.
 */
const ROOMS = {
  'src/catalogue': { rooms: [], packages: [] },
  'src/planner': { rooms: ['src/catalogue', 'src/errors.ts'], packages: ['node_modules/temporal-polyfill'] },
  'src/insight': { rooms: LEAVES, packages: ['node_modules/temporal-polyfill'] },
  'src/pricing': { rooms: LEAVES, packages: ['node_modules/@pydantic/genai-prices'] },
  'src/db': { rooms: ['src/catalogue', ...LEAVES] },
  'src/auth': { rooms: ['src/db', 'src/config.ts', ...LEAVES] },
  // The meaning of a filter, for the live stream and in SQL alike.
  'src/event-log': {
    rooms: [
      'src/feed/feed.ts',
      'src/feed/log-event.ts',
      'src/ingest/decimal.ts',
      'src/ingest/event.ts',
      'src/ingest/json.ts',
      'src/ingest/types/attributes.ts',
      'src/planner',
      ...LEAVES,
    ],
  },
  'src/loaders': {
    rooms: [
      'src/planner',
      'src/insight',
      'src/db',
      'src/catalogue',
      'src/event-log',
      'src/feed/log-event.ts',
      'src/reports',
      ...LEAVES,
    ],
  },
  // What can be asked of reports, and what they answer: pure.
  'src/reports': {
    rooms: [
      'src/catalogue',
      'src/planner',
      'src/event-log',
      'src/feed/feed.ts',
      'src/ingest/decimal.ts',
      ...LEAVES,
    ],
    packages: ['node_modules/fastest-levenshtein', 'node_modules/zod'],
  },
  'src/watch': { rooms: ['src/loaders', 'src/planner', 'src/insight', 'src/db', 'src/catalogue', ...LEAVES] },
  'src/feed': {
    rooms: ['src/db', 'src/catalogue', 'src/event-log/visible-to-customer.ts', ...LEAVES],
  },
  'src/ingest': { rooms: ['src/db', 'src/catalogue', 'src/auth', 'src/pricing', ...LEAVES] },
  'src/saved-reports': { rooms: ['src/db', 'src/auth', 'src/reports', ...LEAVES] },
  'src/export': {
    rooms: [
      'src/loaders',
      'src/reports',
      'src/planner',
      'src/catalogue',
      'src/db/tenant-scope.ts',
      ...LEAVES,
    ],
  },
  'src/demo': { rooms: ['src/ingest', 'src/db', 'src/catalogue', ...LEAVES] },
  schema: {
    rooms: [
      'src/catalogue',
      'src/planner/instant.ts',
      'src/ingest/json.ts',
      'src/ingest/decimal.ts',
      'src/loaders',
      'src/event-log',
      'src/insight',
      'src/reports',
      'src/saved-reports',
      'src/db/tenant-scope.ts',
      ...LEAVES,
    ],
    packages: ['node_modules/graphql', 'node_modules/type-graphql'],
  },
  resolvers: {
    rooms: [
      'schema',
      'src/loaders',
      'src/feed',
      'src/ingest',
      'src/pricing',
      'src/watch',
      'src/reports',
      'src/saved-reports',
      'src/event-log',
      'src/auth',
      'src/catalogue',
      'src/planner',
      'src/insight',
      'src/db/tenant-scope.ts',
      'src/context.ts',
      ...LEAVES,
    ],
    packages: ['node_modules/graphql', 'node_modules/type-graphql', 'node_modules/reflect-metadata'],
  },
  'src/server': {
    rooms: [
      'resolvers',
      'src/auth',
      'src/ingest',
      'src/feed',
      'src/export',
      'src/reports',
      'src/saved-reports',
      'src/db/tenant-scope.ts',
      'src/context.ts',
      ...LEAVES,
    ],
  },
  console: { rooms: [] },
  // What a customer has: the API, and none of the gateway's code.
  examples: { rooms: [] },
};

const folders = readdirSync(new URL('src', import.meta.url), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const unnamed = folders
  .map(({ name }) => `src/${name}`)
  .filter((room) => room !== 'src/cli' && !(room in ROOMS));
if (unnamed.length > 0) throw new Error(`say in eslint.config.js what ${unnamed.join(', ')} may import`);

/** Rooms that are known by their types alone: what is erased couples nothing at run time. */
const TYPES_ONLY = {
  schema: 'src/(loaders|db|event-log|saved-reports)/',
  resolvers: 'src/(db|planner)/',
  'src/export': 'db/',
  'src/server': '\\.\\./db/',
  'src/auth': '^\\.\\./config\\.js$',
};

const zones = Object.entries(ROOMS).map(([room, { rooms, packages = EVERY_PACKAGE }]) => ({
  target: room,
  from: '.',
  except: [room, ...rooms, ...packages],
  message: `${room} may import ${[...rooms, ...packages].join(', ') || 'nothing'}.`,
}));

const typesOnly = Object.entries(TYPES_ONLY).map(([room, regex]) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [{ regex, allowTypeImports: true, message: `${room} knows this room by its types only.` }],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/dist', 'coverage', '**/generated']),
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', URL: 'readonly' } },
  },
  {
    // Apps Script: no modules, and functions that Looker Studio calls by their names.
    files: ['examples/looker-studio/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        CacheService: 'readonly',
        DataStudioApp: 'readonly',
        PropertiesService: 'readonly',
        UrlFetchApp: 'readonly',
        Utilities: 'readonly',
      },
    },
    rules: {
      'no-unused-vars': [
        'error',
        {
          varsIgnorePattern:
            '^(getAuthType|isAuthValid|setCredentials|isAdminUser|getConfig|getSchema|getData)$',
        },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // GraphQL's object types are shapes: resolvers answer with literals, and nothing asks for `instanceof`.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }],
      // A function that promises is async even where it awaits nothing: what it throws then rejects.
      '@typescript-eslint/require-await': 'off',
      // The schema is classes whose fields carry decorators and no code.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
        }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'max-lines': ['error', { max: 400 }],
    },
  },
  ...typesOnly,
  {
    // React's hooks hand out their actions as an object's members.
    files: ['console/**'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Jest's asymmetric matchers are `any`, a mock takes a method from its object, a helper's type parameter says
      // what the test expects of an answer, and a flag that a callback sets looks constant to the compiler.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**', 'schema/**', 'resolvers/**'],
    ignores: ['src/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
      ],
    },
  },
);
