import { bucketName, compact, exactly } from './format.js';
import type { DashboardQuery } from './generated/graphql.js';

type Unit = DashboardQuery['usage']['byBillableUnit'][number];

/** Labels of the axis below, at most. */
const LABELS = 7;

/** What a point's status means to who reads the chart. */
const NOTES: Partial<Record<Unit['series'][number]['status'], string>> = {
  INCOMPLETE: 'not over yet',
  MISSING: 'nothing is known',
};

/** The next round number that is not below a value. */
function roundTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.2, 1.6, 2, 3, 4, 5, 6, 8].find((step) => step * power >= value) ?? 10);
}

/** The series of a unit as bars, and the same as a table for who does not see them. */
export function BarChart({
  unit,
  granularity,
  timeZone,
}: {
  unit: Unit;
  granularity: string;
  timeZone: string;
}) {
  const { series, billableUnit } = unit;
  const title = billableUnit?.title ?? 'Consumption';
  const top = roundTop(Math.max(0, ...series.map(({ quantity }) => Number(quantity ?? 0))));
  const every = Math.ceil(series.length / LABELS);
  const points = series.map(({ bucket, quantity, status }) => ({
    bucket,
    status,
    name: bucketName(bucket, granularity, timeZone),
    height: (100 * Number(quantity ?? 0)) / top,
    text: quantity === null ? '–' : exactly(quantity, billableUnit?.precision ?? null),
    note: NOTES[status],
  }));
  const said = ({ name, text, note }: (typeof points)[number]) =>
    `${name}: ${text}${note === undefined ? '' : ` (${note})`}`;
  return (
    <figure className="chart">
      <div className="axis-y" aria-hidden="true">
        {[1, 0.5, 0].map((part) => (
          <span key={part}>{compact(top * part)}</span>
        ))}
      </div>
      <svg
        className="bars"
        viewBox={`0 0 ${series.length} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title} over time, ${series.length} bars; the same as a table below`}
      >
        {[0, 50, 100].map((y) => (
          <line key={y} x1="0" x2={series.length} y1={y} y2={y} vectorEffect="non-scaling-stroke" />
        ))}
        {points.map((point, index) => (
          <g key={point.bucket} data-status={point.status}>
            <rect
              className="bar"
              x={index + 0.12}
              width="0.76"
              y={100 - point.height}
              height={point.height}
            />
            <rect className="hit" x={index} width="1" y="0" height="100">
              <title>{said(point)}</title>
            </rect>
          </g>
        ))}
      </svg>
      <div className="axis-x" aria-hidden="true">
        {points.map(
          ({ bucket, name }, index) =>
            index % every === Math.floor(every / 2) && (
              <span key={bucket} style={{ left: `${(100 * (index + 0.5)) / series.length}%` }}>
                {name}
              </span>
            ),
        )}
      </div>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" className="number">
                {title}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ bucket, name, text, note }) => (
              <tr key={bucket}>
                <th scope="row">{name}</th>
                <td className="number">
                  {text} {note !== undefined && <span className="quiet">({note})</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
