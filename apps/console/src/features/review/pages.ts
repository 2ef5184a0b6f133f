/** So near to a page's edge the next one is fetched as well. */
const AHEAD = 30

/** The pages of a list of `count` from which the places `first` to `last` are, and those that one comes to next. */
export function pagesInView(first: number, last: number, count: number, size: number): readonly number[] {
  return pagesBetween(Math.max(0, first - AHEAD), Math.max(0, Math.min(last + AHEAD, count - 1)), size)
}

/** The pages on which the places `first` to `last` are, both included. */
export function pagesBetween(first: number, last: number, size: number): readonly number[] {
  const from = Math.floor(first / size)
  return Array.from({ length: Math.floor(last / size) - from + 1 }, (_, at) => from + at)
}
