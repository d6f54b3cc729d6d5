import { isAscii, isUtf8 } from 'node:buffer';

/** A line that cannot be read; `fault` begins with `line:`. */
export interface FaultyLine {
  readonly fault: string;
}

/** A line of the stream, without its end. */
export type Line = string | FaultyLine;

const NEWLINE = 0x0a;
const BLANK = 0x20;
/** Pieces of one unfinished line that are kept apart; more are joined, so that a drip of bytes costs little. */
const MAX_PIECES = 256;
const NO_UTF8: FaultyLine = { fault: 'line: expected UTF-8' };

/**
 * Cuts lines out of a stream of bytes, wherever the chunks end: in the middle of a character, or between CR and LF.
 * Blank lines are left out. Never holds more than one unfinished line, and that only up to `maxBytes`: what is longer
 * becomes one FaultyLine at once and is thrown away as it arrives.
 */
export class LineSplitter {
  #pieces: Buffer[] = [];
  #size = 0;
  #skipping = false;
  #isFirst = true;
  readonly #tooLong: FaultyLine;

  constructor(private readonly maxBytes: number) {
    this.#tooLong = { fault: `line: longer than ${maxBytes} bytes` };
  }

  /** The lines that end in this chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    const first = chunk.indexOf(NEWLINE);
    if (first === -1) {
      this.#keep(chunk, lines);
      return lines;
    }
    let start = 0;
    if (this.#skipping || this.#size + first > this.maxBytes) {
      if (!this.#skipping) lines.push(this.#tooLong);
      this.#clear();
      start = first + 1;
    }
    const last = chunk.lastIndexOf(NEWLINE);
    if (last >= start) {
      this.#pieces.push(chunk.subarray(start, last));
      this.#cut(lines);
    }
    this.#keep(chunk.subarray(last + 1), lines);
    return lines;
  }

  /** The last line, if the stream did not end with a line's end. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#size > 0) this.#cut(lines);
    return lines;
  }

  #keep(rest: Buffer, lines: Line[]): void {
    if (this.#skipping || rest.length === 0) return;
    this.#size += rest.length;
    this.#pieces.push(rest);
    if (this.#size > this.maxBytes) {
      lines.push(this.#tooLong);
      this.#clear();
      this.#skipping = true;
    } else if (this.#pieces.length > MAX_PIECES) {
      this.#pieces = [Buffer.concat(this.#pieces, this.#size)];
    }
  }

  #clear(): void {
    this.#pieces = [];
    this.#size = 0;
    this.#skipping = false;
  }

  /** Turns the kept pieces, which hold whole lines, into these lines. A whole block is decoded at once: it is faster. */
  #cut(lines: Line[]): void {
    const block =
      this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#clear();
    if (isAscii(block)) this.#add(block.toString('latin1').split('\n'), lines);
    else if (isUtf8(block)) this.#add(block.toString('utf8').split('\n'), lines);
    else this.#cutOneByOne(block, lines);
  }

  #cutOneByOne(block: Buffer, lines: Line[]): void {
    for (let start = 0; start <= block.length;) {
      const newline = block.indexOf(NEWLINE, start);
      const end = newline === -1 ? block.length : newline;
      const bytes = block.subarray(start, end);
      if (isUtf8(bytes)) this.#add([bytes.toString('utf8')], lines);
      else lines.push(NO_UTF8);
      start = end + 1;
    }
  }

  #add(texts: readonly string[], lines: Line[]): void {
    for (let text of texts) {
      if (this.#isFirst) {
        this.#isFirst = false;
        if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      }
      // A JSON line ends in a bracket: only one that ends or begins with a blank can be blank, or end in CR.
      if (text.charCodeAt(text.length - 1) <= BLANK) text = text.trimEnd();
      if (text.length === 0) continue;
      const isLong = text.length * 3 > this.maxBytes && Buffer.byteLength(text) > this.maxBytes;
      lines.push(isLong ? this.#tooLong : text);
    }
  }
}
