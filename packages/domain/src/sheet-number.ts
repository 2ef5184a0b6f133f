/** The number of a count sheet as it is printed (`7K30-9M1T`), however it was typed or scanned: with `SHEET:`, without the dash, O for 0. */
export function asSheetNumber(text: string): string {
  const digits = text
    .toUpperCase()
    .replace(/^SHEET:/, '')
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}
