import { percent } from './format.js';

/** A share of a whole, as a bar and in words. */
export function ShareBar({ share }: { share: number }) {
  return (
    <span className="share">
      <span className="track" aria-hidden="true">
        <span style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
      </span>
      <span>{percent(share)}</span>
    </span>
  );
}
