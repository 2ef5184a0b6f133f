/** An amount of fewer digits may be anything. */
const FEWEST_DIGITS = 4

/** Adds the amounts of money that a JSON text names, in millionths and as they are written in a table. */
export function collectAmounts(text: string, into: Set<string>): void {
  eachField(text, (name, value) => {
    if (!name.endsWith('Micros') || typeof value !== 'string') return
    const digits = value.replace('-', '').replace(/0+$/, '')
    if (digits.length < FEWEST_DIGITS) return
    const micros = value.replace('-', '')
    into.add(micros)
    const padded = micros.padStart(7, '0')
    into.add(`${padded.slice(0, -6)}.${padded.slice(-6)}`.replace(/\.?0+$/, ''))
  })
}

/** Whether the text names the amount, not as a part of a longer number. */
export function namesAmount(text: string, amount: string): boolean {
  for (let at = text.indexOf(amount); at >= 0; at = text.indexOf(amount, at + 1)) {
    const isLonger = /[\d.]/.test(text[at - 1] ?? '') || /\d/.test(text[at + amount.length] ?? '')
    if (!isLonger) return true
  }
  return false
}

/** What a limit of a rule is, is no cost of anything; and how many records have no cost is no amount. */
const NO_COST = /^(?:withoutCost|showsCost|valueMicros|\d+)$/

/** Fields of a JSON text that are called cost, price or value and say something. */
export function moneyFields(text: string): readonly string[] {
  const found = new Set<string>()
  eachField(text, (name, value) => {
    const isMoney = /micros$|cost|price/i.test(name) && !NO_COST.test(name)
    if (isMoney && value !== null && typeof value !== 'object') found.add(`${name}: ${JSON.stringify(value)}`)
  })
  return [...found]
}

/** Columns of a table that are called cost, price or value and have something in them. */
export function moneyColumns(text: string): readonly string[] {
  const [head = '', ...rows] = text.split(/\r?\n/)
  if (text.startsWith('{') || text.startsWith('<') || !head.includes(',')) return []
  return cellsOf(head).flatMap((name, index) => {
    const isMoney = /cost|price|value/i.test(name) && !/without/i.test(name)
    return isMoney && rows.some((row) => (cellsOf(row)[index] ?? '') !== '') ? [name] : []
  })
}

function cellsOf(row: string): readonly string[] {
  return [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replaceAll('"', ''))
}

function eachField(text: string, told: (name: string, value: unknown) => void): void {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return
  }
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      told(name, inner)
      walk(inner)
    }
  }
  walk(parsed)
}
