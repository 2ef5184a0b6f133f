import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { listFacilities, listProducts } from '../reading/catalogue.ts'
import { lookUpSku, listPositions } from '../reading/positions.ts'
import { valueAsOf } from '../reading/as-of.ts'
import { freshSqlite, openTestLedger } from '../testing.ts'
import { importRetailer, readRetailer, type ImportProgress } from './import-retailer.ts'
import { iowaIsAbsent, writeIowaRetailer } from './iowa.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'cyclecount-import-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'files-'))
})

const good = {
  'products.csv':
    'sku,title,unit,decimals,tracking,unit_cost,price\ncola,"Cola, cold",each,,,0.50,1.20\ncheese,Cheese,kg,yes,,,\npills,Pills,,,lot,3,',
  'barcodes.csv':
    'sku,barcode,pack_units,kind\ncola,9521234543213,,\ncola,19521234543210,24,\ncheese,9521234543213,,\npills,PILL-7,,\npills,12345678,,own',
  'facilities.csv':
    'facility,name,time_zone,currency,negative_stock\nLIS,Lisbon,Europe/Lisbon,EUR,yes\nAZO,Azores,Atlantic/Azores,EUR,',
  'locations.csv':
    'facility,zone,zone_name,bin,name\nLIS,FLOOR,Sales floor,F-1,Shelf 1\nLIS,FLOOR,,F-2,\nAZO,FLOOR,,F-1,',
  'on_hand.csv':
    'facility,bin,sku,quantity,lot,serial,unit_cost\nLIS,F-1,cola,12,,,\nLIS,F-2,cheese,2.5,,,8.40\nAZO,F-1,pills,3,P1,,',
}

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries({ ...good, ...files })) writeFileSync(join(folder, name), text)
}

async function errorsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  put(files)
  const outcome = await readRetailer(folder, { at: 0 })
  if (outcome.kind === 'read') return []
  return outcome.errors.map((error) => `${error.file}:${error.line}:${error.column}: ${error.message}`)
}

describe('a retailer from CSV files', () => {
  test('comes in with its products, codes, places and stock', async () => {
    put({ 'lots.csv': 'sku,lot,expiry\npills,P1,2027-03-31' })
    const file = freshSqlite()
    const ledger = await openTestLedger(file.url)
    const steps: ImportProgress[] = []
    const outcome = await importRetailer(ledger, folder, { onProgress: (step) => steps.push(step) })
    expect(outcome).toMatchObject({ kind: 'loaded', facilities: 2, products: 3, positions: 3, events: 3 })
    expect(steps.map((step) => ('file' in step ? step.file : step.step))).toEqual([
      'products.csv',
      'barcodes.csv',
      'facilities.csv',
      'locations.csv',
      'lots.csv',
      'on_hand.csv',
      'masters',
      'opening',
      'movements',
      'done',
    ])
    const [azores, lisbon] = (await listFacilities(ledger, { after: null, limit: 9 })).toSorted((a, b) =>
      a.code < b.code ? -1 : 1,
    )
    expect([azores?.timeZone, azores?.allowsNegativeStock, lisbon?.allowsNegativeStock]).toEqual([
      'Atlantic/Azores',
      false,
      true,
    ])
    const products = await listProducts(ledger, { after: null, limit: 9 })
    const cola = products.find((product) => product.sku === 'cola')
    expect(cola).toMatchObject({
      title: 'Cola, cold',
      barcodes: [
        { code: '19521234543210', packUnits: 24 },
        { code: '9521234543213', packUnits: 1 },
      ],
    })
    expect((await lookUpSku(ledger, 'cheese', lisbon ? [lisbon.facilityId] : []))[0]?.onHandMilli).toBe(2500)
    const [pills] = azores ? await listPositions(ledger, { facilityId: azores.facilityId, limit: 9 }) : []
    expect([pills?.lot, pills?.expiry]).toEqual(['P1', '2027-03-31'])
    await ledger.close()
    file.remove()
  })

  test('is not taken in at all when one cell is wrong', async () => {
    put({ 'on_hand.csv': `${good['on_hand.csv']}\nLIS,F-1,cheese,many,,,` })
    const file = freshSqlite()
    const ledger = await openTestLedger(file.url)
    expect(await importRetailer(ledger, folder)).toEqual({
      kind: 'wrong',
      errors: [
        {
          file: 'on_hand.csv',
          line: 5,
          column: 'quantity',
          message: '“many” is not a quantity: digits, at most three decimals after a point.',
        },
      ],
    })
    expect(await listProducts(ledger, { after: null, limit: 9 })).toEqual([])
    put({})
    expect((await importRetailer(ledger, folder)).kind).toBe('loaded')
    await ledger.close()
    file.remove()
  })

  test('tells every error of every file at once, with its line and column', async () => {
    const errors = await errorsOf({
      'products.csv':
        'sku,title,decimals,tracking,unit_cost\ncola,Cola,,,0.5\ncola,Cola again,maybe,,\n,Nameless,,shelf,\ngum,,,,-1\nfig,Figs,,,1.2345678',
      'barcodes.csv':
        'sku,barcode,pack_units,kind\ncola,9521234543214,,\ncola,9521234543213,0,\nnope,4006381333931,,\ncola,09521234543213,,\ncola,87000007253,,\ncola,X-1,,gtin\ncola,X-2,,ean',
      'facilities.csv':
        'facility,name,time_zone,currency\nLIS,Lisbon,Europe/Lisboa,EUR\nLIS,Lisbon,Europe/Lisbon,USD\nAZO,Azores,+01:00,XYZ',
      'locations.csv':
        'facility,zone,zone_name,bin\nLIS,FLOOR,Sales,F-1\nLIS,FLOOR,Store,F-1\nFAR,FLOOR,,F-1\nLIS,,,F-3',
      'on_hand.csv':
        'facility,bin,sku,quantity,lot,serial\nLIS,F-9,cola,1,,\nLIS,F-1,cola,1.5,,\nLIS,F-1,cola,1,L9,\nLIS,F-1,cola,5,,S1\nLIS,F-3,cola,1,,\nLIS,F-1,cola,2,,\nFAR,F-1,nope,1,,\nLIS,F-1,cola,1',
      'lots.csv': 'sku,lot,expiry\ncola,L1,2027-02-30\ncola,L1,',
    })
    expect(errors).toEqual([
      'products.csv:3:decimals: “maybe” is neither yes nor no.',
      'products.csv:3:sku: Product cola is there already, on line 2.',
      'products.csv:4:sku: The cell sku is empty.',
      'products.csv:4:tracking: “shelf” is none of none, lot, serial.',
      'products.csv:5:title: The cell title is empty.',
      'products.csv:5:unit_cost: “-1” is not an amount: digits, at most six decimals after a point, not below 0.',
      'products.csv:6:unit_cost: “1.2345678” is not an amount: digits, at most six decimals after a point, not below 0.',
      'barcodes.csv:2:barcode: 9521234543214 is no GTIN: its check digit is wrong. If it is a code of your own, put own in the column kind.',
      'barcodes.csv:3:pack_units: “0” is not a whole number of 1 or more.',
      'barcodes.csv:4:sku: products.csv has no product nope.',
      'barcodes.csv:5:barcode: Product cola has this barcode already, on line 3.',
      'barcodes.csv:6:barcode: 87000007253 has lost its leading zeros: a scanner sends 087000007253. If it is a code of your own, put own in the column kind.',
      'barcodes.csv:7:barcode: X-1 is no GTIN: it has 8, 12, 13 or 14 digits.',
      'barcodes.csv:8:kind: “ean” is none of gtin, own.',
      'facilities.csv:2:time_zone: “Europe/Lisboa” is no IANA time zone such as Europe/Lisbon.',
      'facilities.csv:3:currency: All facilities keep their books in one currency; the first one says EUR.',
      'facilities.csv:3:facility: Facility LIS is there already, on line 2.',
      'facilities.csv:4:time_zone: “+01:00” is no IANA time zone such as Europe/Lisbon.',
      'facilities.csv:4:currency: “XYZ” is no currency code such as EUR.',
      'locations.csv:3:bin: Bin F-1 of this facility is there already, on line 2.',
      'locations.csv:3:zone_name: Zone FLOOR has another name on line 2: “Sales”.',
      'locations.csv:4:facility: facilities.csv has no facility FAR.',
      'locations.csv:5:zone: The cell zone is empty.',
      'lots.csv:2:expiry: “2027-02-30” is not a date such as 2027-03-31.',
      'lots.csv:3:lot: Lot L1 is there already, on line 2.',
      'on_hand.csv:2:bin: locations.csv has no bin F-9 in facility LIS.',
      'on_hand.csv:3:quantity: 1.5 is no whole number, and product cola has no decimals.',
      'on_hand.csv:4:lot: lots.csv has no lot L9 of product cola.',
      'on_hand.csv:5:quantity: A serial number stands for one, not for 5.',
      'on_hand.csv:7:sku: This stock is there already, on line 3.',
      'on_hand.csv:8:sku: products.csv has no product nope.',
      'on_hand.csv:8:facility: facilities.csv has no facility FAR.',
      'on_hand.csv:9:null: The line has 4 cells where the header has 6.',
    ])
  })

  test('tells a bad header and a broken file, and holds neither against the lines of others', async () => {
    const errors = await errorsOf({
      'products.csv': 'sku,name,title,title\ncola,Cola,Cola,Cola',
      'locations.csv': '',
      'facilities.csv': 'facility,name,time_zone,currency\nLIS,"Lisbon,Europe/Lisbon,EUR\n',
    })
    expect(errors).toEqual([
      'products.csv:1:name: There is no column “name”. Known are sku, title, category, style, supplier, tags, unit, decimals, tracking, unit_cost, price.',
      'products.csv:1:title: The column title is there twice.',
      expect.stringMatching(/^facilities\.csv:\d+:null: From here on the file is no CSV/),
      'locations.csv:null:null: The file is empty; its first line names the columns.',
    ])
  })

  test('tells which files are missing', async () => {
    const outcome = await readRetailer(folder, { at: 0 })
    expect(outcome.kind === 'wrong' ? outcome.errors.map((error) => error.file) : []).toEqual([
      'products.csv',
      'barcodes.csv',
      'facilities.csv',
      'locations.csv',
      'on_hand.csv',
    ])
  })
})

describe('a real retailer of five stores', () => {
  test.skipIf(iowaIsAbsent !== null)(
    `comes in through the same files with shared and case codes ${iowaIsAbsent ?? ''}`,
    async () => {
      await writeIowaRetailer(folder)
      const file = freshSqlite()
      const ledger = await openTestLedger(file.url)
      const outcome = await importRetailer(ledger, folder)
      expect(outcome).toMatchObject({
        kind: 'loaded',
        facilities: 5,
        locations: 315,
        products: 1939,
        positions: 3515,
      })
      const products = await listProducts(ledger, { after: null, limit: 5000 })
      const holders = new Map<string, number>()
      for (const { code } of products.flatMap(({ barcodes }) => barcodes))
        holders.set(code, (holders.get(code) ?? 0) + 1)
      expect([...holders.values()].filter((skus) => skus > 1)).toHaveLength(26)
      const cases = products.flatMap(({ barcodes }) => barcodes.filter(({ packUnits }) => packUnits > 1))
      expect(cases.length).toBeGreaterThan(400)
      const [store] = (await listFacilities(ledger, { after: null, limit: 9 })).filter(
        ({ code }) => code === '2507',
      )
      const [value] = store ? await valueAsOf(ledger, { facilityId: store.facilityId, at: ledger.now() }) : []
      expect(value).toMatchObject({ currency: 'USD', uncostedMilli: 0 })
      await ledger.close()
      file.remove()
    },
    30_000,
  )
})
