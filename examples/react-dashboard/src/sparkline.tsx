/** The course of a figure as a line without axes, for those who see it: it says nothing that the figures beside do not. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const top = Math.max(...values, Number.MIN_VALUE);
  const points = values.map((value, index) => `${index},${(96 - (92 * value) / top).toFixed(2)}`).join(' ');
  const last = values.length - 1;
  return (
    <svg className="sparkline" viewBox={`0 0 ${last} 100`} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,100 ${points} ${last},100`} />
      <polyline points={points} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
