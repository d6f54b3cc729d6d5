import { cpus } from 'node:os';

/** A figure with the bar it is held to, if any. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: { readonly least?: number; readonly most?: number };
}

const kept = ({ value, bar }: Figure): boolean =>
  bar === undefined ||
  ((bar.least === undefined || value >= bar.least) && (bar.most === undefined || value <= bar.most));

/** Prints figures as a table; true where every bar is kept. */
export function report(title: string, figures: readonly Figure[]): boolean {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  process.stdout.write(
    `\n## ${title}\n\n${new Date().toISOString().slice(0, 10)}, ${machine}\n\n| figure | value | bar | |\n|---|---|---|---|\n`,
  );
  for (const figure of figures) {
    const { name, value, unit, bar } = figure;
    const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    const held =
      bar === undefined ? '' : bar.least === undefined ? `at most ${bar.most}` : `at least ${bar.least}`;
    const verdict = bar === undefined ? '' : kept(figure) ? 'kept' : 'MISSED';
    process.stdout.write(`| ${name} | ${value.toFixed(digits)} ${unit} | ${held} | ${verdict} |\n`);
  }
  return figures.every(kept);
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
