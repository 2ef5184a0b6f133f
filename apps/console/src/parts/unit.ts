/** The unit beside a quantity, where it says something: pieces are understood. */
export function unitShown(unit: string): string | undefined {
  return unit === 'each' ? undefined : unit
}
