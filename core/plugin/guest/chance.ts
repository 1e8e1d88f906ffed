import { Random } from '../tokens.ts';

/** A small generator that spreads well (xmur3 for the seed, mulberry32 for the draws); not for secrets. */
export function chanceFrom(seed: string): () => number {
  let state = 1779033703 ^ seed.length;
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 3432918353);
    state = (state << 13) | (state >>> 19);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let draw = Math.imul(state ^ (state >>> 15), 1 | state);
    draw = (draw + Math.imul(draw ^ (draw >>> 7), 61 | draw)) ^ draw;
    return ((draw ^ (draw >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class GuestRandom extends Random {
  readonly #draw: () => number;
  constructor(draw: () => number) {
    super();
    this.#draw = draw;
  }
  next() {
    return this.#draw();
  }
  integer(min: number, max: number) {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max)
      throw new RangeError(
        `random.integer takes two whole numbers, the smaller one first; it was given ${min} and ${max}`,
      );
    return min + Math.floor(this.#draw() * (max - min + 1));
  }
}
