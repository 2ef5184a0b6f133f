import { openZip } from './zip.ts'

/** `text` of a number is decimal text. */
export type XlsxCell =
  | { readonly kind: 'text' | 'number'; readonly text: string | null }
  | { readonly kind: 'instant'; readonly at: number | null }

export interface XlsxSheet {
  readonly title: string
  readonly head: readonly string[]
  readonly batches: AsyncIterable<readonly (readonly XlsxCell[])[]>
  /** When the file is made, UTC ms. */
  readonly now: number
}

/** More text than this a cell cannot hold. */
const LONGEST_TEXT = 32_767
const DAY_MS = 24 * 60 * 60 * 1000
/** 1 January 1970 counted from the day before 1 January 1900, with the leap day that year did not have. */
const EPOCH_DAY = 25_569

/**
 * A workbook (Office Open XML, ECMA-376) of one sheet with a head that stays, sent while its rows are read. Text is text, also where it
 * looks like a formula.
 */
export async function* xlsxFile({ title, head, batches, now }: XlsxSheet): AsyncGenerator<Uint8Array> {
  const zip = openZip(now)
  const begin = (name: string) => {
    const write = zip.begin(name)
    return (xml: string, isLast: boolean) => write(new TextEncoder().encode(xml), isLast)
  }
  for (const [name, xml] of Object.entries(frame(title))) begin(name)(xml, true)
  const write = begin('xl/worksheets/sheet1.xml')
  const columns = lettersOf(head.length)
  write(
    sheetHead(head.length) +
      rowXml(
        1,
        columns,
        head.map((text) => ({ kind: 'text', text })),
      ),
    false,
  )
  let rows = 1
  for await (const batch of batches) {
    let xml = ''
    for (const cells of batch) {
      rows += 1
      xml += rowXml(rows, columns, cells)
    }
    write(xml, false)
    yield* zip.take()
  }
  const last = `${columns.at(-1) ?? 'A'}${rows}`
  write(`</sheetData><autoFilter ref="A1:${last}"/></worksheet>`, true)
  zip.end()
  yield* zip.take()
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const PART = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Everything of a workbook but its sheet. */
function frame(title: string): Readonly<Record<string, string>> {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${PART}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${PART}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${PART}.styles+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheetName(title))}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'styles', 'styles.xml')}</Relationships>`,
    // Style 0 is plain, 1 a head in bold, 2 a date with its time.
    'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  }
}

function sheetHead(columns: number): string {
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${columns}" width="18" customWidth="1"/></cols><sheetData>`
}

function rowXml(row: number, columns: readonly string[], cells: readonly XlsxCell[]): string {
  const xml = cells.map((cell, index) => cellXml(`${columns[index] ?? ''}${row}`, cell, row === 1))
  return `<row r="${row}">${xml.join('')}</row>`
}

function cellXml(at: string, cell: XlsxCell, isHead: boolean): string {
  if (cell.kind === 'instant') {
    return cell.at === null ? '' : `<c r="${at}" s="2"><v>${cell.at / DAY_MS + EPOCH_DAY}</v></c>`
  }
  if (cell.text === null) return ''
  if (cell.kind === 'number') return `<c r="${at}"><v>${cell.text}</v></c>`
  const text = escaped(cell.text.slice(0, LONGEST_TEXT))
  return `<c r="${at}" t="inlineStr"${isHead ? ' s="1"' : ''}><is><t xml:space="preserve">${text}</t></is></c>`
}

/** A, B … Z, AA … */
function lettersOf(columns: number): readonly string[] {
  return Array.from({ length: columns }, (_, index) => {
    let letters = ''
    for (let left = index + 1; left > 0; left = Math.trunc((left - 1) / 26)) {
      letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters
    }
    return letters
  })
}

/** At most 31 characters, without those that name a place in a workbook. */
function sheetName(title: string): string {
  return (
    title
      .replaceAll(/[[\]:*?/\\']/g, ' ')
      .slice(0, 31)
      .trim() || 'Table'
  )
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML knows no control characters but tab and the ends of lines, whatever they are written as. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? '')
}
