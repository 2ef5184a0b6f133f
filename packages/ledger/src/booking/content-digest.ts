import { createHash } from 'node:crypto'

/** SHA-256 in hex of what a request says, whatever the order in which its fields were written. */
export function contentDigest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content, plain)).digest('hex')
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
