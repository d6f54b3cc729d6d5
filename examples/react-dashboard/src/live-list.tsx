import { useMemo, useState } from 'react';
import type { Gateway } from '../../typescript-client/src/client.js';
import type { Severity } from '../../typescript-client/src/generated/graphql.js';
import { clock } from './format.js';
import { useLiveEvents, type LiveEvents, type Row } from './use-live-events.js';

/** Shapes that differ in outline: the colour only repeats them. */
const SIGNS: Readonly<Record<Severity, string>> = {
  DEBUG: '·',
  INFO: '○',
  WARNING: '▲',
  ERROR: '■',
  CRITICAL: '✖',
};

const LEAST: Readonly<Partial<Record<Severity, string>>> = {
  DEBUG: 'all events',
  WARNING: 'warnings and graver',
  ERROR: 'errors and graver',
};

/** The event log as it is recorded, newest first. */
export function LiveList({ gateway }: { gateway: Gateway }) {
  const [minSeverity, setMinSeverity] = useState<Severity>('DEBUG');
  const filter = useMemo(() => ({ minSeverity }), [minSeverity]);
  const { rows, state } = useLiveEvents(gateway, filter);
  return (
    <section className="panel live" aria-labelledby="live">
      <header>
        <h2 id="live">Live events</h2>
        <Connection state={state} />
        <select
          aria-label="Severity"
          value={minSeverity}
          onChange={(event) => setMinSeverity(event.target.value as Severity)}
        >
          {Object.entries(LEAST).map(([severity, name]) => (
            <option key={severity} value={severity}>
              {name}
            </option>
          ))}
        </select>
      </header>
      {rows.length === 0 && state.kind === 'live' && (
        <p className="empty">Nothing yet. What is recorded shows at once.</p>
      )}
      <ol aria-label="Events, the newest first">
        {rows.map((row) => (
          <RowItem key={row.number} row={row} />
        ))}
      </ol>
    </section>
  );
}

function RowItem({ row }: { row: Row }) {
  if ('gap' in row) {
    const { reason, from, to } = row.gap;
    const time = from !== null && to !== null ? ` (${clock(from)} to ${clock(to)})` : '';
    return (
      <li className="gap">
        Events may be missing here{time}: {reason}
      </li>
    );
  }
  const { severity, time, type, message, customer } = row.event;
  return (
    <li data-severity={severity}>
      <span className="severity">
        <span aria-hidden="true">{SIGNS[severity]}</span> {severity.toLowerCase()}
      </span>
      <time dateTime={time}>{clock(time)}</time>
      <code>{type}</code>
      <span className="message">{message}</span>
      {customer !== null && <span className="quiet">{customer.name}</span>}
    </li>
  );
}

function Connection({ state }: { state: LiveEvents['state'] }) {
  const said = {
    connecting: 'Connecting',
    live: 'Live',
    waiting: 'Reconnecting',
    ended: 'Ended',
  }[state.kind];
  return (
    <p className="state" role="status" data-state={state.kind} title={'why' in state ? state.why : undefined}>
      {said}
      {state.kind === 'ended' && <span className="fault">: {state.why}</span>}
    </p>
  );
}
