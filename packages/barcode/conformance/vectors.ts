import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The shared folder beside the project; it is not part of the repository. */
const folder = join(import.meta.dirname, '../../../../shared/vectors')

/** A vector of GS1's own engine; `^` is FNC1 where `kind` is `unbracketed`. */
export interface OfficialVector {
  readonly kind: 'unbracketed' | 'bracketed' | 'bracketed-lint' | 'scandata' | 'dluri' | 'assoc'
  readonly ok: boolean
  readonly input: string
  readonly ais?: readonly (readonly [string, string])[] | null
  readonly fn?: string
  readonly zeroSuppressed?: boolean
  readonly alphas?: boolean
}

/** A vector composed for this product. */
export interface OwnVector {
  readonly id: string
  readonly group: string
  readonly input: string
  readonly valid: boolean
  readonly context: { readonly symbology?: string; readonly aim?: string; readonly referenceYear?: number }
  readonly expected: {
    readonly gtin14?: string
    readonly keyFormat?: string
    readonly addOn?: string
    readonly ais?: readonly { readonly ai: string; readonly value: string }[]
    readonly isoDate?: string
    readonly text?: string
    readonly symbology?: string
  }
}

export const vectorsAreHere = existsSync(folder)
if (!vectorsAreHere)
  process.stderr.write('skipped: code vectors, for the shared folder beside the project is absent\n')

/** The vectors of a file, none where the folder is absent. */
export function officialVectors(): readonly OfficialVector[] {
  return vectorsAreHere ? (read('official-gs1.json') as { vectors: OfficialVector[] }).vectors : []
}

/** The vectors of a file, none where the folder is absent. */
export function ownVectors(): readonly OwnVector[] {
  return vectorsAreHere ? (read('dev-gtin-gs1.json') as { vectors: OwnVector[] }).vectors : []
}

/** The AIs of GS1's dictionary, ranges spelled out, with length, characters and marks. */
export function dictionaryLines(): readonly string[] {
  if (!vectorsAreHere) return []
  const lines = readFileSync(join(folder, 'gs1-syntax-dictionary.txt'), 'utf8').split('\n')
  return lines.filter((line) => /^\d{2}/.test(line))
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}
