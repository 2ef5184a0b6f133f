/** A small choice kept in this browser; where nothing can be kept, the usual one. */
export function keptChoice<const Value extends string>(
  name: string,
  values: readonly Value[],
  usual: Value,
): { readonly read: () => Value; readonly keep: (value: Value) => void } {
  return {
    read() {
      try {
        const stored = localStorage.getItem(name)
        return values.find((value) => value === stored) ?? usual
      } catch {
        return usual
      }
    },
    keep(value) {
      try {
        localStorage.setItem(name, value)
      } catch {
        // A browser that keeps nothing still shows what was chosen until it is closed.
      }
    },
  }
}
