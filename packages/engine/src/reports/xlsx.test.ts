import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { collected } from '../testing/collected.ts'
import { asCsv, asXlsx, atOnce, type FileTable } from './table.ts'

interface Row {
  readonly name: string
  readonly amount: string | null
  readonly at: number
}

const table = (rows: readonly Row[]): FileTable<Row> => ({
  title: 'Odd: names / here, and a long one that does not fit',
  columns: [
    { name: 'name', kind: 'text', of: (row) => row.name },
    { name: 'amount', kind: 'number', of: (row) => row.amount },
    { name: 'at', kind: 'instant', of: (row) => row.at },
  ],
  rows: atOnce(rows),
})

async function opened(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const parts = await collected(asXlsx(table(rows), Date.UTC(2026, 10, 22)))
  const files = Object.entries(unzipSync(Buffer.concat(parts)))
  return Object.fromEntries(files.map(([name, content]) => [name, strFromU8(content)]))
}

const odd = { name: '=1+1 <&> "\u0001"', amount: '-0.10', at: Date.UTC(2026, 10, 22, 12) }

test('a workbook has the parts that spreadsheets ask for, and its sheet a name they take', async () => {
  const files = await opened([odd])
  expect(Object.keys(files).toSorted()).toEqual([
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ])
  expect(files['xl/workbook.xml']).toContain('<sheet name="Odd  names   here, and a long o"')
})

test('text is text whatever it looks like, decimals keep their digits, noon is half a day', async () => {
  const { 'xl/worksheets/sheet1.xml': sheet = '' } = await opened([odd, { ...odd, amount: null }])
  expect(sheet).toContain('<t xml:space="preserve">=1+1 &lt;&amp;&gt; &quot;&quot;</t>')
  expect(sheet).toContain('<c r="B2"><v>-0.10</v></c><c r="C2" s="2"><v>46348.5</v></c>')
  expect(sheet).not.toContain('r="B3"')
  expect(sheet).toContain('<autoFilter ref="A1:C3"/>')
})

test('the same table as CSV says instants in UTC and marks what looks like a formula', async () => {
  const parts = await collected(asCsv(table([{ ...odd, name: '=1+1' }])))
  expect(parts.join('')).toBe("\ufeffname,amount,at\n'=1+1,-0.10,2026-11-22T12:00:00.000Z\n")
})
