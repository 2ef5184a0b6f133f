import type { Variance } from '@cyclecount/contract'
import { fakeId, type DecisionId, type ProductId, type VarianceId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import { nothingSelected, toggled } from '../../parts/selection.ts'
import { chosenAs, chosenTotals, whyNot, withoutUnknownCodes, type ChosenLines } from './chosen-lines.ts'

const line = (name: string, over: Partial<Variance> = {}): Variance => ({
  varianceId: fakeId<VarianceId>(name),
  version: 1,
  productId: fakeId<ProductId>(name),
  sku: name,
  title: name,
  locationId: null,
  locationCode: 'A-1',
  lot: null,
  serial: null,
  unit: 'each',
  countedState: 'counted',
  countedAt: 1,
  counters: ['Ana'],
  notAsked: false,
  expectedMilli: 5_000,
  countedMilli: 3_000,
  varianceMilli: -2_000,
  percentMilli: -40_000,
  currency: 'EUR',
  unitCostMicros: '2500000',
  costVarianceMicros: '-5000000',
  valueVarianceMicros: null,
  movedSinceMilli: 0,
  movements: 0,
  asOfCount: true,
  expectedRange: null,
  bookMoved: null,
  consignedBy: null,
  ownCount: false,
  firstApproval: null,
  decision: null,
  verdict: null,
  recount: null,
  ...over,
})
const decision: Variance['decision'] = {
  decisionId: fakeId<DecisionId>('d'),
  outcome: 'approved',
  reasonCode: 'damaged',
  reasonLabel: 'Damaged',
  note: '',
  precedence: null,
  decidedBy: 'Ben',
  rule: null,
  decidedAt: 2,
}
const nothing: ChosenLines = { selection: nothingSelected(), seen: new Map() }
const known = (...lines: readonly Variance[]) => new Map(lines.map((one) => [one.varianceId, one]))

describe('choosing lines to decide', () => {
  test('ADJ-1 one’s own count and what is decided cannot be chosen, and it is said why', () => {
    expect(whyNot(line('mug', { ownCount: true }))).toBe('own-count')
    expect(whyNot(line('mug', { decision, ownCount: true }))).toBe('decided')
    expect(whyNot(line('mug'))).toBeNull()
  })

  test('ADJ-1 what waits for HQ is chosen only by who may approve it for good', () => {
    const first = { by: 'Ben', at: 2, reasonLabel: 'Damaged', note: '', layer: null, asMove: false }
    expect(whyNot(line('mug', { firstApproval: { ...first, isMine: false } }))).toBe('waits-for-hq')
    expect(whyNot(line('mug', { firstApproval: { ...first, isMine: true } }))).toBeNull()
  })

  test('a chosen line keeps the version it was seen with, also when a newer one arrives', () => {
    const mug = line('mug')
    const chosen = chosenAs(nothing, toggled(nothing.selection, mug.varianceId), known(mug))
    const bowl = line('bowl')
    const later = chosenAs(
      chosen,
      toggled(chosen.selection, bowl.varianceId),
      known({ ...mug, version: 2 }, bowl),
    )
    expect([...later.seen.values()].map(({ sku, version }) => [sku, version])).toEqual([
      ['mug', 1],
      ['bowl', 1],
    ])
  })

  test('codes without a product can be left out of what is chosen', () => {
    const mug = line('mug')
    const code = line('code', { countedState: 'unknown-code' })
    const both = chosenAs(
      nothing,
      { ids: new Set([mug.varianceId, code.varianceId]), anchor: null },
      known(mug, code),
    )
    expect([...withoutUnknownCodes(both).selection.ids]).toEqual([mug.varianceId])
  })

  test('a line that nobody has seen is not chosen', () => {
    const chosen = chosenAs(nothing, toggled(nothing.selection, fakeId<VarianceId>('ghost')), new Map())
    expect(chosen.selection.ids.size).toBe(0)
  })
})

describe('what a decision is about', () => {
  test('net and absolute are summed apart, in whole numbers', () => {
    const totals = chosenTotals([
      line('mug'),
      line('bowl', { varianceMilli: 3_000, costVarianceMicros: '9007199254740993' }),
    ])
    expect(totals).toMatchObject({
      lines: 2,
      netMilli: 1_000,
      absoluteMilli: 5_000,
      netCostMicros: 9_007_199_249_740_993n,
      absoluteCostMicros: 9_007_199_259_740_993n,
    })
  })

  test('SEC-2 where no cost is sent there is no sum of costs, not zero', () => {
    const totals = chosenTotals([line('mug', { costVarianceMicros: null, countedState: 'unknown-code' })])
    expect(totals).toMatchObject({ netCostMicros: null, absoluteCostMicros: null, unknownCodes: 1 })
  })
})
