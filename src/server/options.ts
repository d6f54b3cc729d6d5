import type { ExportLimits } from '../export/exporter.js';

/** Everything about the server that can be set, with what it is otherwise. Times are milliseconds. */
export interface ServerOptions {
  /** Deepest nesting of fields in a GraphQL document, fragments flattened; `__schema` is free. */
  readonly maxDepth: number;
  /** Most aliases in an operation, those in a fragment counted at each spread. */
  readonly maxAliases: number;
  /** Most tokens of a GraphQL document. */
  readonly maxTokens: number;
  /** Most validated documents that are kept. */
  readonly cachedDocuments: number;
  /** Most characters of their sources together; a parsed document is a hundred times as large as its source. */
  readonly cachedCharacters: number;
  /** Most fields of compiled operations together. */
  readonly compiledFields: number;

  /** A socket has this long to send connection_init. */
  readonly connectionInitMs: number;
  /** Between pings; a socket that does not answer one until the next is dead. Its credentials are looked at, too. */
  readonly pingMs: number;
  /** Largest message of a client. */
  readonly socketMessageBytes: number;
  /** A socket whose client leaves more than this unread is closed. */
  readonly socketBacklogBytes: number;
  /** Most operations at once on one socket. */
  readonly socketOperations: number;

  /** A JSON body must have come in within this time. */
  readonly bodyMs: number;
  /** After an answer, the rest of a body that was not wanted may be sent for this long. */
  readonly lingerMs: number;
  /** An idle connection is kept this long: longer than the 60 s of common load balancers, or they meet closed ones. */
  readonly keepAliveMs: number;
  /** When the node shuts down, running requests have this long. */
  readonly drainMs: number;
  /** And clients have this long to answer the closing of their socket. */
  readonly socketDrainMs: number;

  /** Longest line of NDJSON. */
  readonly lineBytes: number;
  /** Most NDJSON lines in a transaction. */
  readonly batchLines: number;
  /** Most characters of NDJSON in a transaction. */
  readonly batchCharacters: number;
  /** Bytes of NDJSON verdicts that may wait for a client that is still sending. */
  readonly backlogBytes: number;

  /** Exports that are made at once: each holds a connection to the database. */
  readonly exports: number;
  /** Exports of one tenant, made or waiting. */
  readonly exportsOfTenant: number;
  /** Exports that wait for others to be made. */
  readonly exportsWaiting: number;
  /** Longest wait of these. */
  readonly exportWaitMs: number;
  /** Files of exports that wait for their clients to read them, or are being read. */
  readonly exportFiles: number;
  /** Those of one tenant. */
  readonly exportFilesOfTenant: number;
  /** Bytes of an export that are kept in memory; what has more becomes a file. */
  readonly exportMemoryBytes: number;
  /** Bytes of an export at most. */
  readonly exportMaxBytes: number;
  /** What the database may take for the first rows of an export, and for each further batch. */
  readonly exportReadMs: number;
  /** A client that reads nothing of its export, or of another answer over REST, for this long is given up. */
  readonly exportIdleMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const SERVER_DEFAULTS: ServerOptions = {
  maxDepth: 12,
  maxAliases: 50,
  maxTokens: 2_000,
  cachedDocuments: 500,
  cachedCharacters: 256 * KIB,
  compiledFields: 10_000,

  connectionInitMs: 3_000,
  pingMs: 12_000,
  socketMessageBytes: 4 * MIB,
  socketBacklogBytes: 16 * MIB,
  socketOperations: 1_000,

  bodyMs: 60_000,
  lingerMs: 5_000,
  keepAliveMs: 65_000,
  drainMs: 10_000,
  socketDrainMs: 2_000,

  lineBytes: MIB,
  batchLines: 1_000,
  batchCharacters: 4 * MIB,
  backlogBytes: 8 * MIB,

  exports: 4,
  exportsOfTenant: 16,
  exportsWaiting: 64,
  exportWaitMs: 15_000,
  exportFiles: 64,
  exportFilesOfTenant: 16,
  exportMemoryBytes: MIB,
  exportMaxBytes: 4 * 1024 * MIB,
  exportReadMs: 120_000,
  exportIdleMs: 60_000,
};

/** What exports may take, as the exporter is told. */
export function exportLimits(options: ServerOptions): ExportLimits {
  return {
    turns: {
      running: options.exports,
      ofTenant: options.exportsOfTenant,
      waiting: options.exportsWaiting,
      waitMs: options.exportWaitMs,
    },
    files: options.exportFiles,
    filesOfTenant: options.exportFilesOfTenant,
    memoryBytes: options.exportMemoryBytes,
    maxBytes: options.exportMaxBytes,
    seconds: Math.ceil(options.exportReadMs / 1000),
  };
}
