import type { Dataset } from '../../../src/catalogue/dataset.js';
import { compactDirty } from '../../../src/db/refresher.js';
import type { OracleBench } from './oracle-bench.js';

const DAY = 86_400_000;

/** What becomes of a dataset's rollups before cases are asked. What goes on meanwhile is waited for by what it returns. */
export interface RollupState {
  readonly name: string;
  readonly enter: (bench: OracleBench, dataset: Dataset) => Promise<() => Promise<unknown>>;
}

const done = async (): Promise<void> => undefined;

const refreshedUpTo =
  (daysAgo: number): RollupState['enter'] =>
  async (bench, dataset) => {
    await bench.refresh(dataset, bench.now - daysAgo * DAY);
    return done;
  };

const STATES: readonly RollupState[] = [
  { name: 'late events lie beside the rollups', enter: async () => done },
  { name: 'nothing of the last hundred days is refreshed', enter: refreshedUpTo(100) },
  { name: 'nothing of the last twenty days is refreshed', enter: refreshedUpTo(20) },
  { name: 'everything is materialized', enter: refreshedUpTo(-1) },
  {
    name: 'the older chunks are columnar',
    enter: async (bench, dataset) => {
      await bench.compress(dataset.relation, bench.now - 14 * DAY);
      return done;
    },
  },
  {
    name: 'a refresh is under way',
    enter: async (bench, dataset) => {
      const refreshed = bench.refresh(dataset, bench.now);
      return () => refreshed;
    },
  },
  {
    name: 'a refresh and a compaction are under way',
    enter: async (bench, dataset) => {
      const worked = Promise.all([bench.refresh(dataset, bench.now - 3 * DAY), compactDirty(bench.db.write)]);
      return () => worked;
    },
  },
];

/** A part of a run: some of its cases, asked while the rollups are in one state. */
export interface RunPart extends RollupState {
  readonly part: number;
  readonly runs: number;
}

/** Cuts a run into parts that go through all states, `rounds` times. */
export function runParts(runs: number, rounds: number): RunPart[] {
  const count = STATES.length * rounds;
  const upTo = (part: number): number => Math.floor((part * runs) / count);
  return Array.from({ length: rounds }, () => STATES)
    .flat()
    .map((state, part) => ({ ...state, part, runs: upTo(part + 1) - upTo(part) }))
    .filter((part) => part.runs > 0);
}
