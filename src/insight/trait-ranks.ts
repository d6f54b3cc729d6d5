import { byCodePoint } from './code-points.js';
import type { Journeys } from './journeys.js';
import { LoopTurns } from './loop-turns.js';

/** Of each trait the rank of every row's value: no value first, then by code points. */
export async function traitRanks({ traits }: Journeys): Promise<Int32Array[]> {
  const turns = new LoopTurns();
  const ranks: Int32Array[] = [];
  for (const column of traits.values()) {
    const values = [...new Set(column)].sort((a, b) =>
      a === null || b === null ? Number(b === null) - Number(a === null) : byCodePoint(a, b),
    );
    const rankOf = new Map(values.map((value, rank) => [value, rank]));
    const ranked = new Int32Array(column.length);
    for (const [row, value] of column.entries()) {
      ranked[row] = rankOf.get(value) ?? 0;
      const turn = turns.after(1);
      if (turn !== null) await turn;
    }
    ranks.push(ranked);
  }
  return ranks;
}
