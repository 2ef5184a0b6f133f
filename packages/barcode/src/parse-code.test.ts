import { describe, expect, it } from 'vitest'
import { measureMilli } from './measure.ts'
import { parseCode } from './parse-code.ts'

const GS = '\u001d'

describe('trade item numbers', () => {
  it.each([
    ['4006381333931', '04006381333931'],
    ['  4006381333931\r\n', '04006381333931'],
    [']E04006381333931', '04006381333931'],
    ['4 006381 333931', '04006381333931'],
    ['045496442736', '00045496442736'],
    ['0045496442736', '00045496442736'],
    ['48512343', '00000048512343'],
    [']I139521234543214', '39521234543214'],
    [']C04006381333931', '04006381333931'],
    ['03456721', '00034200005671'],
    [']E0425261', '00042100005264'],
  ])('%j is looked up by %s', (raw, key) => {
    const code = parseCode(raw)
    expect(code).toMatchObject({ kind: 'gtin', key, gtin: key, raw })
  })

  it('a valid EAN-8 that is also a UPC-E goes by what the scanner says, and is an EAN-8 where it says nothing', () => {
    expect(parseCode('01234565').key).toBe('00000001234565')
    expect(parseCode(']E401234565').key).toBe('00000001234565')
    expect(parseCode(']E001234565').key).toBe('00012345000065')
    expect(parseCode('01234565', { symbology: 'upc-e' }).key).toBe('00012345000065')
  })

  it('13 digits are a GTIN though they could be an element string', () => {
    expect(parseCode('4006381333931').kind).toBe('gtin')
    expect(parseCode(']C14006381333931')).toMatchObject({
      kind: 'gs1',
      elements: [{ ai: '400', value: '6381333931' }],
    })
  })

  it.each([
    [']E3978088427178952495', '09780884271789', '52495'],
    ['978088427178952495', '09780884271789', '52495'],
    ['400638133393112', undefined, undefined],
    [']E304549644273612', '00045496442736', '12'],
  ])('%s has its add-on apart', (raw, gtin, addOn) => {
    const code = parseCode(raw)
    expect(code.kind === 'gtin' ? [code.gtin, code.addOn] : [undefined, undefined]).toEqual([gtin, addOn])
  })

  it.each([
    '4006381333932',
    '123',
    '4006381333931 4006381333931',
    '00000000',
    '10-2231',
    'SKU 4006381333931',
  ])('%j is none', (raw) => {
    expect(parseCode(raw)).toMatchObject({ kind: 'other', code: raw, raw })
  })
})

describe('GS1 element strings', () => {
  const elements = [
    { ai: '01', value: '09521234543213' },
    { ai: '10', value: 'Ab12' },
    { ai: '17', value: '271231' },
  ]
  it.each([
    `]C1010952123454321310Ab12${GS}17271231`,
    `]d2010952123454321310Ab12${GS}17271231`,
    `]D2010952123454321310Ab12${GS}17271231`,
    `]Q3${GS}010952123454321310Ab12${GS}17271231${GS}`,
    `${GS}010952123454321310Ab12${GS}17271231`,
    `010952123454321310Ab12${GS}17271231`,
    '010952123454321310Ab12^]17271231',
    '010952123454321310Ab12<GS>17271231',
    '(01)09521234543213(10)Ab12(17)271231',
    'https://id.example/01/09521234543213/10/Ab12?17=271231&utm_source=shelf',
    'HTTPS://ID.EXAMPLE/some/stem/01/9521234543213/10/Ab12?17=271231#top',
  ])('%j is the same item, lot and day', (raw) => {
    expect(parseCode(raw)).toMatchObject({
      kind: 'gs1',
      key: '09521234543213',
      gtin: '09521234543213',
      lot: 'Ab12',
      expiry: '2027-12-31',
      elements,
      raw,
    })
  })

  it('say counts in milli-units and weights exactly', () => {
    const code = parseCode(']C1019501234567890331030012503012')
    expect(code).toMatchObject({ kind: 'gs1', countMilli: 12_000 })
    const weight = code.kind === 'gs1' ? code.weight : undefined
    expect(weight).toEqual({ ai: '3103', kind: 'net-weight', unit: 'kg', digits: 1250, decimals: 3 })
    expect(weight && measureMilli(weight)).toBe(1250)
  })

  it('keep a measure that is finer than a thousandth', () => {
    const finer = { ai: '3105', kind: 'net-weight', unit: 'kg', decimals: 5 } as const
    expect(measureMilli({ ...finer, digits: 125_000 })).toBe(1250)
    expect(measureMilli({ ...finer, digits: 125_001 })).toBeNull()
    expect(measureMilli({ ...finer, decimals: 0, digits: 3 })).toBe(3000)
  })

  it('name the item a logistic unit holds, and how many', () => {
    const code = parseCode('(00)123456789012345675(02)09521234543213(37)24')
    expect(code).toMatchObject({ sscc: '123456789012345675', gtin: '09521234543213', countMilli: 24_000 })
  })

  it('without an item are looked up in one form', () => {
    const key = '(00)123456789012345675'
    expect(parseCode(']C100123456789012345675')).toMatchObject({ kind: 'gs1', key })
    expect(parseCode('00123456789012345675').key).toBe(key)
    expect(parseCode('https://id.example/00/123456789012345675').key).toBe(key)
    expect(parseCode(`]C121ab(c${GS}10x`).key).toBe('(21)AB\\(C(10)X')
    expect(parseCode('(21)AB\\(C(10)X').key).toBe('(21)AB\\(C(10)X')
  })

  it.each([
    ['a wrong check digit', ']C10109521234543214'],
    ['30 February', ']C1010952123454321317270230'],
    ['month 13', '(01)09521234543213(17)271331'],
    ['a letter in a count', '(01)09521234543213(30)1x'],
    ['a lot of 21 characters', '(10)123456789012345678901'],
    ['an AI nobody allotted', '(01)09521234543213(89)1'],
    ['two lots', '(01)09521234543213(10)A(10)B'],
    ['an empty lot', '(01)09521234543213(10)'],
    ['a broken percent sequence', 'https://a/01/09521234543213/10/%Z1'],
    ['qualifiers out of order', 'https://a/01/09521234543213/21/A/10/B'],
  ])('with %s are kept as they are', (_, raw) => {
    expect(parseCode(raw).kind).toBe('other')
  })

  it('composite symbols carry the item of the bars below', () => {
    expect(parseCode(`]E04006381333931|]e010AB${GS}21C`)).toMatchObject({
      gtin: '04006381333931',
      lot: 'AB',
      serial: 'C',
    })
  })
})

describe('labels of our own and everything else', () => {
  it.each([
    ['LOC:A-12-03', 'A-12-03', 'LOC:A-12-03'],
    [']Q1loc: a-12-03 ', 'a-12-03', 'LOC:A-12-03'],
    ['LOC:4006381333931', '4006381333931', 'LOC:4006381333931'],
  ])('%j is a location', (raw, code, key) => {
    expect(parseCode(raw)).toMatchObject({ kind: 'location', code, key, raw })
  })

  it.each([
    [' sku-cola ', 'sku-cola', 'SKU-COLA'],
    [']A0TEST-SHEET', 'TEST-SHEET', 'TEST-SHEET'],
    ['', '', ''],
    ['LOC:', 'LOC:', 'LOC:'],
    ['straße', 'straße', 'STRAßE'],
    [']XY', ']XY', ']XY'],
    [']C1\r\n', ']C1', ']C1'],
    ['HtTps://a/01/09521234543213', 'HtTps://a/01/09521234543213', '09521234543213'],
  ])('%j is kept, and looked up in upper case', (raw, code, key) => {
    expect(parseCode(raw)).toMatchObject({ kind: 'other', code, key, raw })
  })
})
