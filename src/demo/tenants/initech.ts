import { endpoint, tool, unit } from '../offer.js';
import type { TenantSpec } from '../tenant-spec.js';

/** The third tenant: a small one that reads documents. */
export const initech: TenantSpec = {
  id: 'initech',
  name: 'Initech Documents',
  currency: 'USD',
  share: 0.11,
  growth: 0.1,
  sharedCostCents: 1_300,
  drama: { costSpike: 0.7 },
  services: ['reader', 'report-builder'],
  countries: [
    { country: 'US', weight: 68 },
    { country: 'CA', weight: 14 },
    { country: 'GB', weight: 10 },
    { country: 'IN', weight: 8 },
  ],
  products: [
    {
      id: 'reader',
      name: 'Document Reader',
      kind: 'STANDARD_API',
      weight: 0.8,
      units: [
        unit('pages', 'Pages read', 0, '0.0042', 130, 0.9, 6),
        unit('archive_gb', 'Archive (GB)', 3, '0.02', 31, 0.5, 1),
      ],
      endpoints: [
        endpoint('POST', '/documents', 640, 5),
        endpoint('GET', '/documents/{id}/text', 33, 8),
        endpoint('GET', '/documents', 52, 3),
      ],
    },
    {
      id: 'report-agent',
      name: 'Report Agent',
      kind: 'AGENTIC_API',
      weight: 0.45,
      units: [
        unit('agent_minutes', 'Agent minutes', 2, '0.12', 7, 0.7, 3),
        unit('tokens', 'Model tokens', 0, '0.00001', 48_000, 0.9, 2),
      ],
      endpoints: [endpoint('POST', '/reports', 380, 3), endpoint('GET', '/reports/{id}', 27, 7)],
    },
    {
      id: 'filing-mcp',
      name: 'Filing MCP',
      kind: 'MCP_SERVER',
      weight: 0.6,
      units: [],
      endpoints: [endpoint('POST', '/mcp', 170, 1)],
    },
  ],
  servers: [
    {
      id: 'filing',
      name: 'Filing Cabinet',
      weight: 3,
      tools: [
        tool('find_file', 7, 180, 0.6, 0.012, '0.06', 60, 1_400, 'index unavailable'),
        tool('read_file', 5, 110, 0.7, 0.02, '0.04', 40, 4_800, 'file is locked', 'not found'),
        tool('file_report', 1, 900, 0.6, 0.07, '1', 2_200, 150, 'missing cover sheet'),
      ],
    },
    {
      id: 'forms',
      name: 'Form Filler',
      weight: 1,
      tools: [
        tool('list_forms', 3, 60, 0.4, 0.004, '0', 30, 500, 'connection reset'),
        tool('fill_form', 4, 1_250, 0.7, 0.045, '0.4', 900, 400, 'field rejected', 'signature required'),
      ],
    },
  ],
  customers: [
    { name: 'Penbrook Accounting', zone: 'chicago', story: 'seasonal' },
    { name: 'Corner Grill', zone: 'chicago', profile: 'consumer' },
    { name: 'Flint Insurance', zone: 'new-york' },
    { name: 'Swinton Law', zone: 'new-york', story: 'leaving' },
    { name: 'Lawrence Builders', zone: 'los-angeles', story: 'growing' },
    { name: 'Melton Archives', zone: 'chicago', story: 'disputed' },
    { name: 'Bolton Records', zone: 'los-angeles', joins: 0.37 },
    { name: 'Naveen Textiles', zone: 'bangalore' },
    { name: 'Summit Mats', zone: 'chicago', story: 'overdue' },
    { name: 'Wadham Safety', zone: 'new-york', joins: 0.88 },
  ],
};
