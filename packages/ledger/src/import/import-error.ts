import type { Sentence } from '@cyclecount/domain'

/** What is wrong with one place of the files. `line` is the file's own, 1 the header; null where it is the file itself. */
export interface ImportError {
  readonly file: string
  readonly line: number | null
  readonly column: string | null
  readonly message: Sentence
}

/** Collects every error of every file, so that all of them are told at once. */
export interface ErrorList {
  readonly add: (file: string, line: number | null, column: string | null, message: Sentence) => void
  readonly all: () => readonly ImportError[]
}

export function createErrorList(): ErrorList {
  const errors: ImportError[] = []
  return {
    add: (file, line, column, message) => errors.push({ file, line, column, message }),
    all: () => errors,
  }
}
