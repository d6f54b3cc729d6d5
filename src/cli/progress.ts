import { SingleBar, Presets } from 'cli-progress';

/** Shows how far each of some steps is: a bar on a terminal, a line every tenth elsewhere. */
export class Progress {
  private bar: SingleBar | null = null;
  private step = '';
  private told = -1;

  constructor(
    private readonly titles: Readonly<Record<string, string>>,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  show(step: string, done: number, all: number): void {
    if (step !== this.step) this.begin(step, all);
    if (this.bar !== null) this.bar.update(done);
    else this.line(done, all);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private begin(step: string, all: number): void {
    this.stop();
    this.step = step;
    this.told = -1;
    if (!this.stream.isTTY) return;
    const format = `${this.title()} [{bar}] {percentage}% | {value}/{total}`;
    this.bar = new SingleBar({ format, stream: this.stream, hideCursor: true }, Presets.shades_classic);
    this.bar.start(all, 0);
  }

  private line(done: number, all: number): void {
    const tenth = all === 0 ? 10 : Math.floor((done / all) * 10);
    if (tenth === this.told) return;
    this.told = tenth;
    this.stream.write(`${this.title()} ${tenth * 10}% (${done}/${all})\n`);
  }

  private title(): string {
    return this.titles[this.step] ?? this.step;
  }
}
