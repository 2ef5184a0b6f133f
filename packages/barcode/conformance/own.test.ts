import { describe, expect, it } from 'vitest'
import { formatGtin, parseCode, parseElementString } from '../src/index.ts'
import type { ParsedCode, Symbology } from '../src/index.ts'
import { ownVectors, vectorsAreHere } from './vectors.ts'
import type { OwnVector } from './vectors.ts'

const symbologies: Readonly<Record<string, Symbology>> = {
  'EAN-13': 'ean-13',
  'EAN-8': 'ean-8',
  'UPC-A': 'upc-a',
  'UPC-E': 'upc-e',
  'ITF-14': 'itf-14',
}

/** Ids of vectors that are read in another way on purpose. */
const differences: Readonly<Record<string, string>> = {
  'gs1-raw-149': 'a wrong country of origin does not turn a known product into an unknown one',
  'gs1-dl-246': 'a GTIN of 8 digits in a Digital Link is padded',
}

function parse({ input, context }: OwnVector): ParsedCode {
  const aim = input.startsWith(']') ? '' : (context.aim ?? '')
  const symbology = symbologies[context.symbology ?? '']
  return parseCode(aim + input, {
    ...(symbology && { symbology }),
    ...(context.referenceYear && { year: context.referenceYear }),
  })
}

function agrees(vector: OwnVector): boolean {
  const { valid, expected } = vector
  const code = parse(vector)
  if (!valid) return code.kind === 'other'
  const gtin = 'gtin' in code ? code.gtin : undefined
  const elements = code.kind === 'gs1' ? code.elements : parseElementString(vector.input)
  return (
    (!expected.gtin14 || (gtin === expected.gtin14 && code.key === expected.gtin14)) &&
    (!expected.keyFormat ||
      (gtin !== undefined && `GTIN-${formatGtin(gtin).length}` === expected.keyFormat)) &&
    (!expected.addOn || (code.kind === 'gtin' && code.addOn === expected.addOn)) &&
    (!expected.ais || JSON.stringify(elements) === JSON.stringify(expected.ais)) &&
    (!expected.isoDate || expiryOf(vector) === expected.isoDate) &&
    (!expected.text || (code.kind === 'other' && code.code === expected.text)) &&
    (!expected.symbology || code.symbology === symbologies[expected.symbology])
  )
}

/** The date vectors are element strings without an item, so an AIM prefix has to say so. */
function expiryOf({ input, context }: OwnVector): string | undefined {
  const code = parseCode(`]C1${input}`, context.referenceYear ? { year: context.referenceYear } : {})
  return code.kind === 'gs1' ? code.expiry : undefined
}

describe.skipIf(!vectorsAreHere)('the vectors composed for this product', () => {
  const vectors = ownVectors()
  const failed = vectors.filter((vector) => !agrees(vector)).map(({ id }) => id)

  it('agree in 75 of 77, and the others differ on purpose', () => {
    expect(vectors.length).toBe(77)
    expect(failed).toEqual(Object.keys(differences))
  })
})
