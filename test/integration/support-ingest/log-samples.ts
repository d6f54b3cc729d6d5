import type { Sample } from './samples.js';

const attributes = { region: 'eu' };

/** A sample of the table `log_events`, which says category, severity and message itself. */
function logged(
  type: string,
  data: object,
  { category, severity, message, row }: Pick<Sample, 'category' | 'severity' | 'message' | 'row'>,
): Sample {
  const told = { category, type, severity, message, ...row };
  return { type, data, table: 'log_events', row: told, category, severity, message };
}

const api = (
  [
    [200, 'INFO'],
    [404, 'WARNING'],
    [503, 'ERROR'],
  ] as const
).map(([statusCode, severity]) =>
  logged(
    'api.request',
    {
      method: 'GET',
      path: '/v1/things',
      statusCode,
      latencyMs: 1.5,
      customerId: 'c1',
      productId: 'p1',
      actor: 'key',
      attributes,
    },
    {
      category: 'API',
      severity,
      message: `GET /v1/things → ${statusCode} (1.5 ms)`,
      row: {
        actor: 'key',
        customer_id: 'c1',
        product_id: 'p1',
        status_code: statusCode,
        latency_ms: 1.5,
        attributes: { ...attributes, method: 'GET', path: '/v1/things' },
      },
    },
  ),
);

const AUTH = {
  login: ['INFO', 'logged in'],
  login_failed: ['WARNING', 'failed to log in'],
  logout: ['INFO', 'logged out'],
  api_key_created: ['INFO', 'created an API key'],
  api_key_revoked: ['INFO', 'revoked an API key'],
  sso: ['INFO', 'signed in through SSO'],
} as const;
const auth = Object.entries(AUTH).map(([name, [severity, did]]) =>
  logged(
    `auth.${name}`,
    { actor: 'ann@example.com', ip: '::1', method: 'saml', reason: 'policy', attributes },
    {
      category: 'AUTH',
      severity,
      message: `ann@example.com ${did} (saml): policy`,
      row: {
        actor: 'ann@example.com',
        attributes: { ...attributes, ip: '::1', method: 'saml', reason: 'policy' },
      },
    },
  ),
);

const SYSTEM = {
  deployed: 'INFO',
  health_alert: 'WARNING',
  erp_sync: 'INFO',
  'anything.else': 'INFO',
} as const;
const system = Object.entries(SYSTEM).flatMap(([name, byDefault]) =>
  [undefined, 'CRITICAL', 'debug'].map((severity) =>
    logged(
      `system.${name}`,
      { message: 'It is so', severity, attributes },
      {
        category: 'SYSTEM',
        severity: severity?.toUpperCase() ?? byDefault,
        message: 'It is so',
        row: { attributes },
      },
    ),
  ),
);

const upserts = [
  logged(
    'customer.upserted',
    { id: 'c7', name: 'Customer Seven', attributes },
    {
      category: 'SYSTEM',
      severity: 'INFO',
      message: 'Customer c7 upserted: Customer Seven',
      row: { customer_id: 'c7', attributes },
    },
  ),
  logged(
    'product.upserted',
    { id: 'p7', name: 'Product Seven', kind: 'AGENTIC_API', attributes },
    {
      category: 'SYSTEM',
      severity: 'INFO',
      message: 'Product p7 upserted: Product Seven',
      row: { product_id: 'p7', attributes },
    },
  ),
  logged(
    'billable_unit.upserted',
    { id: 'u7', name: 'Unit', title: 'Unit Seven', precision: 3, attributes },
    {
      category: 'SYSTEM',
      severity: 'INFO',
      message: 'Billable unit u7 upserted: Unit Seven',
      row: { attributes },
    },
  ),
  logged(
    'mcp_server.upserted',
    { id: 'srv7', name: 'Server Seven', attributes },
    {
      category: 'SYSTEM',
      severity: 'INFO',
      message: 'MCP server srv7 upserted: Server Seven',
      row: { attributes },
    },
  ),
];

/** The types that the event log alone holds. */
export const LOG_SAMPLES: readonly Sample[] = [...api, ...auth, ...system, ...upserts];
