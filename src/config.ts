import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
const days = z.coerce.number().int().min(36).max(36_500);

const environment = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(4000)
      .describe('Port to listen on; 0 takes a free one'),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:port/database')
      .optional()
      .describe('A TimescaleDB 2.20 or newer; without it the embedded database is used'),
    DATABASE_READ_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:port/database')
      .optional()
      .describe('A replica for reads; default: DATABASE_URL'),
    DATABASE_POOL: z.coerce.number().int().min(2).max(500).default(10).describe('Connections per pool'),
    GAUGEWAY_DATA_DIR: z.string().min(1).default('.gaugeway').describe("The embedded database's folder"),
    GAUGEWAY_DEMO: flag.default(true).describe('Fill an empty embedded database with demo data'),
    FACT_RETENTION_DAYS: days.default(400).describe('Days that raw facts are kept; the event log keeps 365'),
    AGENT_RULES: z
      .string()
      .min(1)
      .optional()
      .describe('A JSON file of rules for families of MCP agents, before the built-in ones (docs/agents.md)'),
    JWT_SECRET: z.string().min(32, 'expected at least 32 characters').optional().describe('HS256 secret'),
    JWKS_URL: z.url().optional().describe("The issuer's key set"),
    JWT_ISSUER: z.string().min(1).optional().describe('Required `iss`'),
    JWT_AUDIENCE: z.string().min(1).optional().describe('Required `aud`'),
    MAX_BODY_BYTES: z.coerce
      .number()
      .int()
      .min(1024)
      .default(16 * 1024 * 1024)
      .describe('Largest JSON body; NDJSON is streamed and has no limit'),
    INTROSPECTION: flag.default(true).describe('Whether the schema may be introspected'),
    TRUSTED_DOCUMENTS: z
      .string()
      .min(1)
      .optional()
      .describe('A JSON file of documents that clients may ask for by id (docs/trusted-documents.md)'),
    TRUSTED_DOCUMENTS_ONLY: flag.default(false).describe('Whether no other documents are answered'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('Least level that is logged'),
  })
  .superRefine((env, context) => {
    if (env.DATABASE_READ_URL !== undefined && env.DATABASE_URL === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_READ_URL'],
        message: 'needs DATABASE_URL beside it',
      });
    }
    if (env.TRUSTED_DOCUMENTS_ONLY && env.TRUSTED_DOCUMENTS === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['TRUSTED_DOCUMENTS_ONLY'],
        message: 'needs TRUSTED_DOCUMENTS beside it',
      });
    }
    if (env.JWT_SECRET !== undefined && env.JWKS_URL !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['JWKS_URL'],
        message: 'give JWT_SECRET or JWKS_URL, not both',
      });
    }
  });

/** The node's settings, read once at start. */
export type Config = z.infer<typeof environment>;

/** Every variable with what it means: the README's table and `gaugeway start --help` come from here. */
export const settings: readonly { name: string; description: string }[] = Object.entries(
  environment.shape,
).map(([name, schema]) => ({ name, description: schema.description ?? '' }));

/** Thrown with one line per faulty variable, so that all of them can be mended at once. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the settings from the environment; this is the only place that does. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(present);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
