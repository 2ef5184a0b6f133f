/** CSS pixels of the board: the column of areas, a person's column, a line, the head. Fixed, so that nothing is measured while it moves. */
export const LEAD = 304
export const COLUMN = 116
export const ROW = 44
export const HEAD = 52
