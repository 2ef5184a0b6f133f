/** What a key asks of the board. `give`: the area (or what is chosen) to the column the keyboard is at, or to whom, where it is at the area. */
export type BoardCommand =
  | { readonly do: 'go'; readonly row: number; readonly column: number }
  | { readonly do: 'select' | 'extend' | 'select-all' | 'give' }

export interface KeyPressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

export interface At {
  readonly row: number
  /** 0 is the area itself. */
  readonly column: number
  readonly rows: number
  readonly columns: number
  /** Lines in view. */
  readonly page: number
}

/** Keys of a grid (ARIA Authoring Practices): null where the key asks nothing. */
export function commandOf({ key, ctrlKey, metaKey, shiftKey }: KeyPressed, at: At): BoardCommand | null {
  const go = (row: number, column: number): BoardCommand => ({ do: 'go', row, column })
  const { row, column, rows, columns, page } = at
  switch (key) {
    case 'ArrowDown':
      return go(row + 1, column)
    case 'ArrowUp':
      return go(row - 1, column)
    case 'ArrowRight':
      return go(row, column + 1)
    case 'ArrowLeft':
      return go(row, column - 1)
    case 'PageDown':
      return go(row + page, column)
    case 'PageUp':
      return go(row - page, column)
    case 'Home':
      return ctrlKey ? go(0, 0) : go(row, 0)
    case 'End':
      return ctrlKey ? go(rows - 1, column) : go(row, columns)
    case ' ':
      return { do: shiftKey ? 'extend' : 'select' }
    case 'Enter':
      return { do: 'give' }
    case 'a':
      return ctrlKey || metaKey ? { do: 'select-all' } : null
    default:
      return null
  }
}
