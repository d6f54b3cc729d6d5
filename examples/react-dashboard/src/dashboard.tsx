import { useEffect, useMemo, useState } from 'react';
import type { Gateway } from '../../typescript-client/src/client.js';
import { BarChart } from './bar-chart.js';
import { CustomerTable } from './customer-table.js';
import { DashboardDocument } from './generated/graphql.js';
import { Mark } from './key-form.js';
import { KeyFigures } from './key-figures.js';
import { LiveList } from './live-list.js';
import { ToolTable } from './tool-table.js';
import { UnitCards } from './unit-cards.js';
import { useAnswer } from './use-answer.js';

/** The windows that may be chosen. They begin where a bucket begins, so that none is cut. */
const WINDOWS = [
  { name: '24 hours', from: 'now-23h/h' },
  { name: '7 days', from: 'now-6d/d' },
  { name: '30 days', from: 'now-29d/d' },
  { name: '90 days', from: 'now-89d/d' },
] as const;

const EVERY_MS = 60_000;
/** So many bars are told apart. */
const MOST_BARS = 92;

/** The figures of a window, and the event log beside them. `onRefused` is called when the key is of no use any more. */
export function Dashboard({
  gateway,
  onRefused,
}: {
  gateway: Gateway;
  onRefused: (why: string | null) => void;
}) {
  const [{ name, from }, setWindow] = useState<(typeof WINDOWS)[number]>(WINDOWS[2]);
  const [unitId, setUnitId] = useState<string | null>(null);
  const variables = useMemo(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return {
      window: {
        ...{ from, to: 'now', timeZone },
        ...{ maxDataPoints: MOST_BARS, compareTo: 'PREVIOUS_PERIOD' as const },
      },
    };
  }, [from]);
  const { data, error, isLoading } = useAnswer(gateway, DashboardDocument, variables, EVERY_MS);

  const isRefused = error?.code === 'UNAUTHENTICATED';
  useEffect(() => {
    if (isRefused) onRefused(error.message);
  }, [isRefused, error, onRefused]);

  const units = data?.usage.byBillableUnit.filter(({ others }) => !others) ?? [];
  const chosen = units.find(({ billableUnit }) => billableUnit?.id === unitId) ?? units[0];

  return (
    <>
      <header className="bar">
        <p className="logo">
          <Mark /> {data?.viewer.tenant.name ?? 'Gaugeway'}
        </p>
        <fieldset className="periods">
          <legend className="hidden">Time</legend>
          {WINDOWS.map((window) => (
            <label key={window.name}>
              <input
                type="radio"
                name="window"
                checked={window.name === name}
                onChange={() => setWindow(window)}
              />
              {window.name}
            </label>
          ))}
        </fieldset>
        <button type="button" onClick={() => onRefused(null)}>
          Use another key
        </button>
      </header>
      <main className="board" data-stale={data !== null && isLoading ? '' : undefined}>
        <h1 className="hidden">Usage of the last {name}</h1>
        <p className="hidden" role="status">
          {data === null && isLoading ? 'Loading the figures' : ''}
        </p>
        {error !== null && (
          <p role="alert" className="panel fault wide">
            <strong>The figures could not be read</strong> {error.message} ({error.code})
          </p>
        )}
        <div className="figures">
          {data === null ? (
            isLoading && <Skeleton />
          ) : (
            <>
              <KeyFigures data={data} />
              {chosen === undefined ? (
                <p className="panel empty">
                  Nothing was consumed in the last {name}. Choose a longer time, or send events to{' '}
                  <code>/v1/events</code>.
                </p>
              ) : (
                <>
                  <UnitCards units={units} chosen={chosen} onChoose={setUnitId} />
                  <div className="pair">
                    <section className="panel" aria-labelledby="trend">
                      <h2 id="trend">{chosen.billableUnit?.title} over time</h2>
                      <BarChart
                        unit={chosen}
                        granularity={data.usage.meta.granularity}
                        timeZone={data.usage.meta.timeZone}
                      />
                    </section>
                    <section className="panel" aria-labelledby="customers">
                      <h2 id="customers">Top customers of {chosen.billableUnit?.title}</h2>
                      <CustomerTable unit={chosen} />
                    </section>
                  </div>
                </>
              )}
              <section className="panel" aria-labelledby="tools">
                <h2 id="tools">MCP tools</h2>
                <ToolTable tools={data.mcp.byTool} />
              </section>
            </>
          )}
        </div>
        <LiveList gateway={gateway} />
      </main>
    </>
  );
}

/** Where figures will be. */
function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {['s', 's', 'm', 'm', 'l'].map((size, index) => (
        <div key={index} className={`panel ${size}`} />
      ))}
    </div>
  );
}
