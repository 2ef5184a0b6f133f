import { quantityText, rangeOf } from '@cyclecount/domain'
import { isRange, type Basis } from '../reconcile/basis.ts'
import { say } from '../words/say.ts'

export interface Explained {
  readonly basis: Basis
  readonly countedState: 'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'
  readonly expectedMilli: number
  readonly countedMilli: number
  readonly timeZone: string
  /** Committed to orders, and perhaps picked. */
  readonly committedMilli: number
  /** Book movements after the count that the read contains. */
  readonly movedSince: readonly { readonly kind: string; readonly quantityMilli: number }[]
}

/** How expected was found, in words: “Read 12 at 14:03 in the books; 2 sold after it was counted at 13:40, so 14 were expected; 13 counted.” */
export function explain(line: Explained): string {
  const { basis, countedState } = line
  if (countedState === 'unknown-code') {
    return say('explain.unknownCode', { counted: quantityText(line.countedMilli) })
  }
  const time = clock(line.timeZone, basis)
  const read = say('explain.read', { quantity: quantityText(basis.readMilli), time: time(basis.readAt) })
  const proposed =
    basis.proposedMilli === 0 ? [] : [say('explain.owed', { quantity: signed(basis.proposedMilli) })]
  const reopened = basis.reopened
    ? say('explain.reopened', { counted: quantityText(basis.reopened.countedMilli) })
    : ''
  const known = basis.around === null && basis.asOfCount
  const moved = known ? movedText(line, time(basis.asOfAt)) : aroundText(line, time)
  const isAssumed = basis.target.isAssumed && line.expectedMilli !== line.countedMilli
  return say('explain.whole', {
    parts: [read, ...moved, ...proposed].join('; '),
    expected: quantityText(line.expectedMilli),
    one: line.expectedMilli === 1000 ? 'yes' : 'no',
    counted: say(`explain.found.${foundState(line)}`, { counted: quantityText(line.countedMilli) }),
    reopened,
    assumed: isAssumed ? say('explain.assumed') : '',
    committed: committedText(line),
  })
}

/** What the reads next to the count say, where the backend cannot say what moved. */
function aroundText({ basis }: Explained, time: (at: number) => string): readonly string[] {
  const { around, asOfAt } = basis
  if (around === null) return [say('explain.noMovements')]
  const { lowMilli, highMilli } = rangeOf(around)
  const told = {
    before: quantityText(around.beforeMilli),
    beforeAt: time(around.beforeAt),
    after: quantityText(around.afterMilli),
    afterAt: time(around.afterAt),
    low: quantityText(lowMilli),
    high: quantityText(highMilli),
    at: time(asOfAt),
  }
  return [say(isRange(basis) ? 'explain.range' : 'explain.agree', told)]
}

/** Of what is missing, as much as orders may have taken already. */
function committedText({ committedMilli, expectedMilli, countedMilli }: Explained): string {
  const missing = expectedMilli - countedMilli
  if (missing <= 0 || committedMilli <= 0) return ''
  return say('explain.committed', {
    committed: quantityText(committedMilli),
    explained: quantityText(Math.min(missing, committedMilli)),
    one: committedMilli === 1000 ? 'yes' : 'no',
  })
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
  const { readAt, asOfAt, around } = basis
  const told = [readAt, asOfAt, ...(around === null ? [] : [around.beforeAt, around.afterAt])]
  const isOneDay = new Set(told.map((at) => day.format(at))).size === 1
  return (at) => (isOneDay ? hour.format(at) : `${day.format(at)} ${hour.format(at)}`)
}

const kindsWithWords = ['sale', 'return', 'receipt', 'transfer'] as const

function movedText(line: Explained, countedAt: string): readonly string[] {
  const { basis } = line
  if (basis.movements === 0) return []
  const sums = new Map<string, number>()
  for (const { kind, quantityMilli } of line.movedSince) sums.set(kind, (sums.get(kind) ?? 0) + quantityMilli)
  const told = [...sums].filter(([, milli]) => milli !== 0)
  const isWhole = told.reduce((sum, [, milli]) => sum + milli, 0) === basis.movedSinceMilli
  const when = say(`explain.after.${foundState(line)}`, { time: countedAt })
  if (!isWhole || told.length === 0) {
    return [say('explain.moved', { quantity: signed(basis.movedSinceMilli), when })]
  }
  const movements = told.map(([kind, milli]) => movementText(kind, milli)).join(say('explain.and'))
  return [say('explain.movedAs', { movements, when })]
}

function movementText(kind: string, milli: number): string {
  const known = kindsWithWords.find((word) => word === kind)
  if (!known) return say('explain.booked', { quantity: signed(milli) })
  return say(`explain.${known}.${milli < 0 ? 'out' : 'in'}`, { quantity: quantityText(Math.abs(milli)) })
}

function foundState({ countedState }: Explained): 'not-found' | 'confirmed-empty' | 'counted' {
  return countedState === 'unknown-code' ? 'counted' : countedState
}

function signed(milli: number): string {
  return milli > 0 ? `+${quantityText(milli)}` : `−${quantityText(Math.abs(milli))}`
}
