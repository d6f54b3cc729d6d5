import type { EventType, Vocabulary } from './event.js';
import type { Stage, Stream } from './stage.js';

/** The names of customers, products, units and servers: at the start, and of newcomers when they sign up. */
export function referenceStream(stage: Stage): Stream {
  const { customers, tenant, window } = stage;
  const upserts: { at: number; send: (emit: Parameters<Stream['play']>[1]) => void }[] = [];
  const at = (): number => window.from + upserts.length;
  const upsert = <T extends EventType>(type: T, data: Vocabulary[T], when = at()): void => {
    upserts.push({ at: when, send: (emit) => emit(when, type, data) });
  };
  for (const { id, name, kind } of tenant.products) upsert('product.upserted', { id, name, kind });
  const units = new Map(tenant.products.flatMap(({ units }) => units.map((unit) => [unit.id, unit])));
  for (const { id, title, precision } of units.values()) {
    upsert('billable_unit.upserted', { id, title, precision });
  }
  for (const { id, name } of tenant.servers) upsert('mcp_server.upserted', { id, name });
  for (const { id, name, joins } of customers) {
    upsert('customer.upserted', { id, name }, joins?.signsUpAt ?? at());
  }
  return {
    source: `//${tenant.id}.example/directory`,
    expected: upserts.length,
    play(slice, emit) {
      for (const { at, send } of upserts) if (at >= slice.from && at < slice.to) send(emit);
    },
  };
}
