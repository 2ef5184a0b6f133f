import { quantityText } from '@cyclecount/domain'
import type { Basis } from '../reconcile/basis.ts'

export interface Explained {
  readonly basis: Basis
  readonly countedState: 'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'
  readonly expectedMilli: number
  readonly countedMilli: number
  readonly timeZone: string
  /** Book movements after the count that the read contains. */
  readonly movedSince: readonly { readonly kind: string; readonly quantityMilli: number }[]
}

/** How expected was found, in words: “Read 12 at 14:03 in the books; 2 sold after it was counted at 13:40, so 14 were expected; 13 counted.” */
export function explain(line: Explained): string {
  const { basis, countedState } = line
  if (countedState === 'unknown-code') {
    return `The code means no product yet, so nothing was expected; ${quantityText(line.countedMilli)} counted.`
  }
  const time = clock(line.timeZone, basis)
  const read = `Read ${quantityText(basis.readMilli)} at ${time(basis.readAt)} in the books`
  const moved = basis.asOfCount
    ? movedText(line, time(basis.asOfAt))
    : ['the inventory system cannot say what moved, so this is as of the read']
  const proposed =
    basis.proposedMilli === 0
      ? []
      : [`${signed(basis.proposedMilli)} is owed by an earlier decision on this line`]
  const parts = [read, ...moved, ...proposed]
  const reopened = basis.reopened
    ? ` It was decided with ${quantityText(basis.reopened.countedMilli)} counted; the count changed after that.`
    : ''
  const assumed =
    basis.target.isAssumed && line.expectedMilli !== line.countedMilli
      ? ' The book holds it in several lots, states or places that the count did not tell apart; the inventory system shares an adjustment out among them.'
      : ''
  return `${parts.join('; ')}, so ${were(line.expectedMilli)} expected; ${countedText(line)}.${reopened}${assumed}`
}

/** Wall time at the facility, with the date where the instants are not of one day. */
function clock(timeZone: string, basis: Basis): (at: number) => string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const isOneDay = day.format(basis.readAt) === day.format(basis.asOfAt)
  return (at) => (isOneDay ? hour.format(at) : `${day.format(at)} ${hour.format(at)}`)
}

const DONE: Readonly<Record<string, { readonly out: string; readonly in: string }>> = {
  sale: { out: 'sold', in: 'taken back from sales' },
  return: { out: 'given back', in: 'returned' },
  receipt: { out: 'taken back from receipts', in: 'received' },
  transfer: { out: 'moved away', in: 'moved here' },
}

function movedText(line: Explained, countedAt: string): readonly string[] {
  const { basis } = line
  if (basis.movements === 0) return []
  const sums = new Map<string, number>()
  for (const { kind, quantityMilli } of line.movedSince) sums.set(kind, (sums.get(kind) ?? 0) + quantityMilli)
  const told = [...sums].filter(([, milli]) => milli !== 0)
  const isWhole = told.reduce((sum, [, milli]) => sum + milli, 0) === basis.movedSinceMilli
  const after = whenText(line, countedAt)
  if (!isWhole || told.length === 0) return [`${signed(basis.movedSinceMilli)} moved ${after}`]
  const phrases = told.map(([kind, milli]) => {
    const word = DONE[kind]
    if (!word) return `${signed(milli)} booked`
    return `${quantityText(Math.abs(milli))} ${milli < 0 ? word.out : word.in}`
  })
  return [`${phrases.join(' and ')} ${after}`]
}

function whenText({ countedState }: Explained, countedAt: string): string {
  if (countedState === 'not-found') return `after its area was counted at ${countedAt}`
  if (countedState === 'confirmed-empty') return `after its bin was found empty at ${countedAt}`
  return `after it was counted at ${countedAt}`
}

function countedText({ countedState, countedMilli }: Explained): string {
  if (countedState === 'not-found') return 'nobody found it'
  if (countedState === 'confirmed-empty') return 'the bin was found empty'
  return `${quantityText(countedMilli)} counted`
}

function were(milli: number): string {
  return `${quantityText(milli)} ${milli === 1000 ? 'was' : 'were'}`
}

function signed(milli: number): string {
  return milli > 0 ? `+${quantityText(milli)}` : `−${quantityText(Math.abs(milli))}`
}
