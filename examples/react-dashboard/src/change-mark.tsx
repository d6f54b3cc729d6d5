import { change } from './format.js';

/** How a figure differs from that of the range before; nothing where that is not known. */
export function ChangeMark({ ratio }: { ratio: number | null | undefined }) {
  if (ratio == null) return null;
  const direction = ratio > 0 ? 'up' : ratio < 0 ? 'down' : 'same';
  return (
    <span className={`change ${direction}`} title="compared with the range before">
      <span aria-hidden="true">{{ up: '▲', down: '▼', same: '＝' }[direction]}</span> {change(ratio)}
    </span>
  );
}
