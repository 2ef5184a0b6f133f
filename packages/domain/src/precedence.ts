/**
 * What a person says of what moved in the book after a line was counted.
 * `difference-wins`: it moved after the count, so it stays, and the difference found is booked on top of it.
 * `count-wins`: it was in the count already, so the book becomes what was counted.
 */
export const precedences = ['difference-wins', 'count-wins'] as const
export type Precedence = (typeof precedences)[number]

/**
 * What is to be booked, signed. With `book` what the book held at the read, of which `movedSinceMilli` moved after the count, so that
 * `expectedMilli` = book − movedSince: difference wins leaves the book at counted + movedSince, count wins at counted. What moves after
 * the read stays in both. Where nothing moved they are the same.
 */
export function adjustmentMilli(
  precedence: Precedence,
  line: { readonly countedMilli: number; readonly expectedMilli: number; readonly movedSinceMilli: number },
): number {
  const difference = line.countedMilli - line.expectedMilli
  return precedence === 'count-wins' ? difference - line.movedSinceMilli : difference
}
