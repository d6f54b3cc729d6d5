import { endpoint, tool, unit } from '../offer.js';
import type { TenantSpec } from '../tenant-spec.js';

/** The second tenant: maps and routing, billed in euros. */
export const globex: TenantSpec = {
  id: 'globex',
  name: 'Globex Maps',
  currency: 'EUR',
  share: 0.21,
  growth: 0.3,
  sharedCostCents: 2_600,
  drama: { incident: 0.62, usageSpike: { at: 0.82, customer: 2 } },
  services: ['tile-server', 'routing', 'geo-mcp'],
  countries: [
    { country: 'DE', weight: 31 },
    { country: 'FR', weight: 18 },
    { country: 'NL', weight: 12 },
    { country: 'GB', weight: 12 },
    { country: 'US', weight: 11 },
    { country: 'PL', weight: 9 },
    { country: 'FI', weight: 7 },
  ],
  products: [
    {
      id: 'maps-api',
      name: 'Maps API',
      kind: 'STANDARD_API',
      weight: 0.7,
      units: [
        unit('map_tiles', 'Map tiles', 0, '0.00006', 14_000, 0.9, 6),
        unit('geocodes', 'Geocodes', 0, '0.0025', 240, 0.8, 4),
        unit('tile_cache_gb', 'Tile cache (GB)', 3, '0.011', 42, 0.5, 1),
      ],
      endpoints: [
        endpoint('GET', '/tiles/{z}/{x}/{y}', 14, 14),
        endpoint('GET', '/geocode', 48, 5),
        endpoint('POST', '/geocode/batch', 310, 1),
      ],
    },
    {
      id: 'routing-agent',
      name: 'Routing Agent',
      kind: 'AGENTIC_API',
      weight: 0.4,
      units: [
        unit('routes', 'Routes', 0, '0.004', 130, 0.7, 4),
        unit('agent_minutes', 'Agent minutes', 2, '0.11', 5.5, 0.8, 2),
      ],
      endpoints: [endpoint('POST', '/routes', 190, 6), endpoint('POST', '/plans/{id}/optimize', 2_400, 1)],
    },
    {
      id: 'geo-mcp',
      name: 'Geo MCP',
      kind: 'MCP_SERVER',
      weight: 0.6,
      units: [],
      endpoints: [endpoint('POST', '/mcp', 150, 1)],
    },
  ],
  servers: [
    {
      id: 'places',
      name: 'Places',
      weight: 3,
      tools: [
        tool('find_place', 8, 130, 0.5, 0.01, '0.06', 40, 700, 'no such place'),
        tool('reverse_geocode', 4, 70, 0.5, 0.006, '0.04', 30, 120, 'outside coverage'),
        tool('opening_hours', 2, 160, 0.6, 0.03, '0.04', 30, 200, 'upstream timeout'),
      ],
    },
    {
      id: 'routes',
      name: 'Routes',
      weight: 2,
      tools: [
        tool('plan_route', 6, 480, 0.8, 0.02, '0.2', 120, 1_100, 'no route found', 'upstream timeout'),
        tool('travel_matrix', 2, 1_700, 0.9, 0.05, '0.8', 400, 2_600, 'matrix too large'),
      ],
    },
  ],
  customers: [
    { name: 'Velo Courier', zone: 'berlin', profile: 'consumer', story: 'growing' },
    { name: 'Stadtwerk Nord', zone: 'berlin' },
    { name: 'Tulip Logistics', zone: 'berlin', profile: 'machine' },
    { name: 'Ferrytime', zone: 'helsinki', story: 'fading', profile: 'consumer' },
    { name: 'Milk Round', zone: 'london' },
    { name: 'Nordhafen', zone: 'berlin', story: 'failing' },
    { name: 'Parkett Estates', zone: 'berlin', story: 'churned' },
    { name: 'Skylark Drones', zone: 'london', joins: 0.41 },
    { name: 'Cargo Lille', zone: 'berlin', story: 'disputed' },
    { name: 'Wisla Transport', zone: 'berlin' },
    { name: 'Greenway Bikes', zone: 'berlin', joins: 0.73, profile: 'consumer' },
    { name: 'Harvest Routes', zone: 'new-york', currency: 'USD' },
    { name: 'Lanternfish Diving', zone: 'sydney', currency: 'USD' },
    { name: 'Alpine Rescue', zone: 'berlin', profile: 'machine' },
    { name: 'Bakkerij Zuid', zone: 'berlin', joins: 0.92 },
  ],
};
