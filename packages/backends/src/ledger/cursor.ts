/**
 * What a cursor of the ledger's adapter says, as opaque text. A read's own facts travel in it, so that every page of a read
 * carries the same mark whichever process answers.
 */
export function cursorText(fields: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url')
}

/** The fields again. Throws RangeError where the text is not a cursor with fields of these types. */
export function readCursor<const T extends readonly ('string' | 'number')[]>(
  text: string,
  types: T,
): { readonly [I in keyof T]: T[I] extends 'string' ? string : number } {
  const fields = parsed(text)
  if (!fields || fields.length !== types.length || types.some((type, index) => typeof fields[index] !== type))
    throw new RangeError('That is not a cursor of this backend.')
  return fields as unknown as { readonly [I in keyof T]: T[I] extends 'string' ? string : number }
}

function parsed(text: string): readonly unknown[] | null {
  try {
    const fields: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(fields) ? fields : null
  } catch {
    return null
  }
}
