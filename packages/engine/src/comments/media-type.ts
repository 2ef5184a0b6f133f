import { XLSX_TYPE } from '@cyclecount/contract'

const signs: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
]

/** What a file holds, by what it holds: a picture, a PDF, a workbook or text. Null for anything else, programs and archives among it. */
export function mediaTypeOf(content: Uint8Array): string | null {
  const known = signs.find(([, bytes]) => bytes.every((byte, at) => content[at] === byte))
  if (known) return known[0]
  if (content[0] === 0x50 && content[1] === 0x4b) return isWorkbook(content) ? XLSX_TYPE : null
  return isText(content) ? 'text/plain' : null
}

/** The directory of the archive names the part that every workbook has; nothing is unpacked. */
function isWorkbook(content: Uint8Array): boolean {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes('xl/workbook.xml')
}

function isText(content: Uint8Array): boolean {
  if (content.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content)
    return true
  } catch {
    return false
  }
}
