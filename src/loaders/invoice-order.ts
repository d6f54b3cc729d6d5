/**
 * The order of an invoice's events by which the last one is its present state, as SQL: the latest. A draft is never the
 * state of what was issued, whenever the event came, and what happened at one instant (billing systems tell seconds)
 * happened in the usual order.
 */
export const LATEST_FIRST = `status <> 'CREATED' DESC, time DESC,
  array_position(ARRAY['CREATED', 'FINALIZED', 'PAYMENT_FAILED', 'PAID', 'VOIDED'], status) DESC, seq DESC`;
