/** What is looked after. */
export interface Beating {
  beat(): void;
}

/** So many turns are in a round, so that not all are looked at in one. */
const TURNS = 12;

/** Looks at each of its members once in a while, with one timer for all of them; there is none while there are no members. */
export class Heartbeats<Member extends Beating> {
  readonly #everyMs: number;
  readonly #turns: readonly Set<Member>[] = Array.from({ length: TURNS }, () => new Set());
  #turn = 0;
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param everyMs from one look at a member to the next; the first one comes as long after it was added */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get size(): number {
    return this.#size;
  }

  add(member: Member): void {
    this.#turns[this.#turn]?.add(member);
    this.#size += 1;
    this.#timer ??= setInterval(() => this.#next(), this.#everyMs / TURNS);
  }

  remove(member: Member): void {
    if (!this.#turns.some((turn) => turn.delete(member))) return;
    this.#size -= 1;
    if (this.#size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** All members. */
  *[Symbol.iterator](): Iterator<Member> {
    for (const turn of this.#turns) yield* turn;
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % TURNS;
    for (const member of this.#turns[this.#turn] ?? []) member.beat();
  }
}
