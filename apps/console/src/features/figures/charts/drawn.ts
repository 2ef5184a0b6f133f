/** An amount as a length: the only place where money becomes a fraction, for nobody reads a digit off a bar. */
export function drawn(micros: bigint): number {
  return Number(micros) / 1_000_000
}
