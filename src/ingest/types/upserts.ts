import type { LogFact, Reference } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, type EventType } from './event-type.js';
import { logFact } from './log.js';
import { id, integer, label } from './readers.js';

const named = { id: required(id), name: optional(label, 'Left out: the present one stays') };

function upserted(
  what: string,
  name: string | null,
  reference: Reference,
  fact: Pick<LogFact, 'attributes'> & Partial<LogFact>,
): LogFact {
  const title = name === null ? '' : `: ${name}`;
  return logFact({
    category: 'SYSTEM',
    severity: 'INFO',
    message: `${what} ${reference.id} upserted${title}`,
    reference,
    ...fact,
  });
}

export const UPSERT_TYPES: readonly EventType[] = [
  defineType(
    'log',
    { type: 'customer.upserted', category: 'SYSTEM', description: 'Names a customer', fields: named },
    ({ id, name }, attributes) =>
      upserted('Customer', name, { kind: 'customer', id, name }, { customerId: id, attributes }),
  ),
  defineType(
    'log',
    {
      type: 'product.upserted',
      category: 'SYSTEM',
      description: 'Names a product and its kind',
      fields: { ...named, kind: optional(label, 'Such as STANDARD_API, AGENTIC_API or MCP_SERVER') },
    },
    ({ id, name, kind }, attributes) =>
      upserted(
        'Product',
        name,
        { kind: 'product', id, name, productKind: kind },
        { productId: id, attributes },
      ),
  ),
  defineType(
    'log',
    {
      type: 'billable_unit.upserted',
      category: 'SYSTEM',
      description: 'Titles a billable unit and sets its precision',
      fields: {
        ...named,
        title: optional(label, 'Default: the name'),
        precision: optional(integer(0, 18), 'Digits after the point that are shown'),
      },
    },
    ({ id, name, title: given, precision }, attributes) => {
      const title = given ?? name;
      return upserted(
        'Billable unit',
        title,
        { kind: 'billable_unit', id, title, precision },
        { attributes },
      );
    },
  ),
  defineType(
    'log',
    { type: 'mcp_server.upserted', category: 'SYSTEM', description: 'Names an MCP server', fields: named },
    ({ id, name }, attributes) =>
      upserted('MCP server', name, { kind: 'mcp_server', id, name }, { attributes }),
  ),
];
