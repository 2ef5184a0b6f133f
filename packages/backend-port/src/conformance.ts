import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  Adjustment,
  BackendAdapter,
  BackendMovement,
  BackendPosition,
  CountObservation,
  OnHandLine,
  Page,
  PushOutcome,
} from './adapter.ts'
import { answering, deliverThrough } from './answering.ts'
import { cutOff, cutPoints } from './cut-off.ts'
import { memoryLine, type EventLine } from './event-line.ts'

/**
 * What a test must set up to hold an adapter to the interface's promises: a backend with one facility that holds at least seven
 * positions of 20 units and more, each its own product and place, and an adapter whose pages have three rows.
 */
export interface AdapterHarness {
  readonly adapter: BackendAdapter
  /** The facility, by its external id. The backend refuses to take its stock below 0. */
  readonly facility: string
  readonly now: () => number
  /** Stock comes or goes by the backend's own means: a delivery, a till. */
  readonly move: (position: BackendPosition, quantityMilli: number, occurredAt: number) => Promise<void>
  /** Lets a backend that answers by events answer what it was asked so far. Not there where it answers at once. */
  readonly answers?: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Sets one up. A backend that works by events hears and answers on the line. */
export type OpenHarness = (line: EventLine) => Promise<AdapterHarness>

/** Every promise of `BackendAdapter` as a test. One suite for every adapter; what its capabilities do not offer is skipped, by name. */
export function adapterContract(name: string, openHarness: OpenHarness): void {
  describe(`the ${name} adapter`, () => {
    let harness: AdapterHarness
    let adapter: BackendAdapter
    let keys = 0
    beforeAll(async () => {
      harness = await openHarness(memoryLine())
      adapter = answering(harness)
    })
    afterAll(() => harness.close())

    const read = () => readAll(adapter, harness.facility)
    const lineAt = async (index: number) => {
      const line = (await read()).lines.filter(({ onHandMilli }) => onHandMilli >= 10_000)[index]
      if (!line) throw new Error('the harness holds too little stock')
      return line
    }
    const onHandOf = async (position: BackendPosition) =>
      (await read()).lines.find((line) => keyOf(line) === keyOf(position))?.onHandMilli ?? 0
    const adjustmentOf = (
      line: OnHandLine,
      deltaMilli: number,
      more: Partial<Adjustment> = {},
    ): Adjustment => ({
      ...positionOf(line),
      idempotencyKey: `adjustment ${(keys += 1)} of ${name}`,
      facility: harness.facility,
      deltaMilli,
      reason: 'damaged',
      note: 'crushed',
      actor: 'person 1',
      sourceRef: 'proposal 1',
      countedAt: harness.now() - 60_000,
      basis: {
        expectedMilli: line.onHandMilli,
        countedMilli: line.onHandMilli + deltaMilli,
        readAt: harness.now(),
      },
      ...more,
    })
    const observationOf = (line: OnHandLine): CountObservation => ({
      ...positionOf(line),
      idempotencyKey: `observation ${(keys += 1)} of ${name}`,
      facility: harness.facility,
      countedMilli: line.onHandMilli,
      expectedMilli: line.onHandMilli,
      round: 1,
      countKind: 'physical',
      countedAt: harness.now(),
      actor: 'person 1',
      sourceRef: 'session 1',
    })

    test('says that the connection works', async () => {
      expect(await adapter.preflight()).toMatchObject({ ok: true })
    })

    test('pages facilities, locations and products to the end, each once', async () => {
      const facilities = await allPages((cursor) => adapter.facilities(cursor))
      const locations = await allPages((cursor) => adapter.locations(harness.facility, cursor))
      const products = await allPages((cursor) => adapter.products(cursor))
      for (const rows of [facilities, locations, products])
        expect(new Set(rows.map((row) => row.externalId)).size).toBe(rows.length)
      expect(facilities.map((row) => row.externalId)).toContain(harness.facility)
      const { lines } = await read()
      const known = new Set(products.map((product) => product.externalId))
      expect(lines.filter((line) => !known.has(line.product))).toEqual([])
      const places = new Set(locations.map((location) => location.externalId))
      expect(lines.filter(({ location }) => location !== null && !places.has(location))).toEqual([])
    })

    test('reads on-hand as of one mark over all its pages while stock moves', async () => {
      const before = await read()
      expect(before.lines.length).toBeGreaterThanOrEqual(7)
      const first = await adapter.onHand(harness.facility, null)
      const rows = [...first.rows]
      let cursor = first.next
      let pages = 1
      while (cursor !== null) {
        for (const line of before.lines) await harness.move(positionOf(line), -1000, harness.now())
        const page = await adapter.onHand(harness.facility, cursor)
        expect({ readAt: page.readAt, mark: page.mark }).toEqual({ readAt: first.readAt, mark: first.mark })
        rows.push(...page.rows)
        cursor = page.next
        pages += 1
      }
      expect(pages).toBeGreaterThan(2)
      expect(quantities(rows)).toEqual(quantities(before.lines))
      expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
      const [line] = before.lines
      expect(await onHandOf(line ?? (await lineAt(0)))).toBe((line?.onHandMilli ?? 0) - (pages - 1) * 1000)
    })

    test('BACK-6 tells exactly the movements that a read contains and that occurred since', async ({
      skip,
    }) => {
      if (!adapter.capabilities.movements) skip('the backend does not tell movements')
      const line = await lineAt(0)
      const since = harness.now() - 5000
      const before = await read()
      await harness.move(line, -1000, since + 1)
      await harness.move(line, -2000, since + 2)
      await harness.move(line, 4000, since - 1000)
      const after = await read()
      await harness.move(line, -3000, since + 3)
      const told = (mark: string | null, from: number) =>
        allPages((cursor) =>
          adapter.movements({ facility: harness.facility, mark: mark ?? '', since: from, cursor }),
        )
      const between = without(await told(after.mark, since), await told(before.mark, since))
      expect(new Set(between.map((movement) => movement.quantityMilli))).toEqual(new Set([-1000, -2000]))
      expect(between).toHaveLength(2)
      const later = await allPages((cursor) =>
        adapter.movements({
          facility: harness.facility,
          mark: after.mark ?? '',
          beyond: before.mark ?? '',
          since: 0,
          cursor,
        }),
      )
      expect(later.map((movement) => movement.quantityMilli).toSorted((a, b) => a - b)).toEqual([
        -2000, -1000, 4000,
      ])
      const all = without(await told(after.mark, 0), await told(before.mark, 0))
      expect(sumOf(all, line)).toBe(1000)
      const change = (lines: readonly OnHandLine[]) =>
        lines.find((row) => keyOf(row) === keyOf(line))?.onHandMilli ?? 0
      expect(change(after.lines) - change(before.lines)).toBe(1000)
      expect(new Set(all.map((movement) => movement.externalRef)).size).toBe(all.length)
    })

    test('BACK-6 takes an adjustment once, however often and at once it is pushed', async () => {
      const line = await lineAt(1)
      const adjustment = adjustmentOf(line, -2000)
      const first = await adapter.push(adjustment)
      expect(first).toMatchObject({ kind: 'accepted', onHandAfterMilli: line.onHandMilli - 2000 })
      const again = await Promise.all([1, 2, 3].map(() => adapter.push({ ...adjustment })))
      expect(again).toEqual([first, first, first])
      const fresh = adjustmentOf(line, -1000)
      const racing = await Promise.all([1, 2, 3].map(() => adapter.push(fresh)))
      expect(new Set(racing.map((outcome) => documentOf(outcome))).size).toBe(1)
      expect(await onHandOf(line)).toBe(line.onHandMilli - 3000)
    })

    test('refuses other content under a key that was used', async () => {
      const line = await lineAt(2)
      const adjustment = adjustmentOf(line, 1000)
      expect((await adapter.push(adjustment)).kind).toBe('accepted')
      expect((await adapter.push({ ...adjustment, deltaMilli: 5000 })).kind).toBe('rejected')
      expect(await onHandOf(line)).toBe(line.onHandMilli + 1000)
    })

    test('shows an accepted adjustment among the movements of the next read', async ({ skip }) => {
      if (!adapter.capabilities.movements) skip('the backend does not tell movements')
      const line = await lineAt(2)
      const told = async (since: number) => {
        const { mark } = await read()
        return allPages((cursor) =>
          adapter.movements({ facility: harness.facility, mark: mark ?? '', since, cursor }),
        )
      }
      const adjustment = adjustmentOf(line, -1000)
      const before = await told(adjustment.countedAt - 1)
      await adapter.push(adjustment)
      const [own, ...more] = without(await told(adjustment.countedAt - 1), before)
      expect(own).toMatchObject({
        ...positionOf(line),
        quantityMilli: -1000,
        occurredAt: adjustment.countedAt,
      })
      expect(more).toEqual([])
    })

    test('distributes as one document a difference that was counted without telling lots apart', async ({
      skip,
    }) => {
      if (!adapter.capabilities.lots) skip('the backend keeps no lots')
      const line = await lineAt(5)
      const other = { ...positionOf(line), lot: 'a lot of its own' }
      await harness.move(other, 5000, harness.now() - 120_000)
      const among = [line, other]
      const held = async () => (await onHandOf(line)) + (await onHandOf(other))
      const [before, known] = [await held(), await read()]
      const adjustment = adjustmentOf(line, -line.onHandMilli - 2000, { among })
      const outcome = await adapter.push(adjustment)
      expect(outcome.kind).toBe('accepted')
      expect(await held()).toBe(before - line.onHandMilli - 2000)
      for (const position of among) expect(await onHandOf(position)).toBeGreaterThanOrEqual(0)
      expect(await adapter.push({ ...adjustment })).toEqual(outcome)
      expect(await adapter.lookUp(harness.facility, adjustment.idempotencyKey)).toEqual(outcome)
      const tooMuch = await adapter.push(adjustmentOf(line, -1_000_000, { among }))
      expect(tooMuch.kind).toBe('rejected')
      expect(await held()).toBe(before - line.onHandMilli - 2000)
      if (!adapter.capabilities.movements) return
      const told = (mark: string | null) =>
        allPages((cursor) =>
          adapter.movements({ facility: harness.facility, mark: mark ?? '', since: 0, cursor }),
        )
      const own = without(await told((await read()).mark), await told(known.mark))
      expect(new Set(own.map((movement) => movement.occurredAt))).toEqual(new Set([adjustment.countedAt]))
      expect(among.reduce((sum, position) => sum + sumOf(own, position), 0)).toBe(adjustment.deltaMilli)
    })

    test('looks up what was taken, what was rejected and what never came', async () => {
      const line = await lineAt(3)
      const adjustment = adjustmentOf(line, -1000)
      const lookUp = (key: string) => adapter.lookUp(harness.facility, key)
      expect(await lookUp(adjustment.idempotencyKey)).toEqual({ kind: 'not-taken' })
      const outcome = await adapter.push(adjustment)
      expect(await lookUp(adjustment.idempotencyKey)).toEqual(outcome)
      const impossible = adjustmentOf(line, -1_000_000)
      const rejected = await adapter.push(impossible)
      expect(await lookUp(impossible.idempotencyKey)).toEqual(rejected)
    })

    test('rejects in words what would take stock below 0, and what names something unknown', async () => {
      const line = await lineAt(3)
      const outcome = await adapter.push(adjustmentOf(line, -1_000_000))
      expect(outcome.kind).toBe('rejected')
      expect('message' in outcome ? outcome.message : '').toMatch(/\w+ \w+ .*[.]$/)
      expect((await adapter.push(adjustmentOf(line, -1000, { product: 'nothing' }))).kind).toBe('rejected')
      expect(await onHandOf(line)).toBe(line.onHandMilli)
    })

    test('ICS-3 records a count once, also where nothing differs, and moves no stock by it', async ({
      skip,
    }) => {
      if (!adapter.capabilities.countObservations) skip('the backend does not record counts')
      const line = await lineAt(4)
      const observation = observationOf(line)
      const first = await adapter.observe(observation)
      expect(first.kind).toBe('accepted')
      expect(await adapter.observe(observation)).toEqual(first)
      expect((await adapter.observe({ ...observation, countedMilli: 0 })).kind).toBe('rejected')
      const recount = await adapter.observe({ ...observationOf(line), round: 2 })
      expect(documentOf(recount)).not.toBe(documentOf(first))
      expect(await onHandOf(line)).toBe(line.onHandMilli)
    })

    test('ADJ-3 takes several offers in their order, each with the answer it would have had alone, and once', async ({
      skip,
    }) => {
      if (!adapter.offerAll) skip('the backend takes one offer at a time')
      const offerAll = adapter.offerAll ?? (() => Promise.resolve([]))
      const [one, other] = [await lineAt(2), await lineAt(3)]
      const adjustments = [
        adjustmentOf(one, -1000),
        adjustmentOf(one, -1000, { product: 'nothing' }),
        adjustmentOf(other, 2000),
        adjustmentOf(one, -2000),
      ]
      const offers = adjustments.map((adjustment) => ({ kind: 'adjustment' as const, adjustment }))
      const outcomes = await offerAll(offers)
      expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'rejected', 'accepted', 'accepted'])
      expect(outcomes.map((outcome) => 'onHandAfterMilli' in outcome && outcome.onHandAfterMilli)).toEqual([
        one.onHandMilli - 1000,
        false,
        other.onHandMilli + 2000,
        one.onHandMilli - 3000,
      ])
      expect(new Set(outcomes.map(documentOf)).size).toBe(4)
      for (const [at, { idempotencyKey }] of adjustments.entries())
        if (at !== 1) expect(await adapter.lookUp(harness.facility, idempotencyKey)).toEqual(outcomes[at])
      expect(await offerAll(offers)).toEqual(outcomes)
      expect([await onHandOf(one), await onHandOf(other)]).toEqual([
        one.onHandMilli - 3000,
        other.onHandMilli + 2000,
      ])
    })

    test.each(cutPoints.flatMap((when) => (['push', 'look-up'] as const).map((call) => ({ call, when }))))(
      'BACK-6 is exactly once in effect when the reply to the $call is lost $when it took effect',
      async ({ call, when }) => {
        const line = await lineAt(4)
        const adjustment = adjustmentOf(line, -1000)
        const lossy = cutOff(adapter)
        if (call === 'look-up') lossy.plan('push', { how: 'lost', when: 'after' })
        lossy.plan(call, { how: 'lost', when })
        const outcome = await deliverThrough(lossy.adapter, adjustment)
        expect(outcome.kind).toBe('accepted')
        expect(await onHandOf(line)).toBe(line.onHandMilli - 1000)
        expect(await adapter.lookUp(harness.facility, adjustment.idempotencyKey)).toEqual(outcome)
      },
    )
  })
}

async function readAll(adapter: BackendAdapter, facility: string) {
  const first = await adapter.onHand(facility, null)
  const lines = [...first.rows]
  for (let cursor = first.next; cursor !== null;) {
    const page = await adapter.onHand(facility, cursor)
    lines.push(...page.rows)
    cursor = page.next
  }
  return { lines, mark: first.mark }
}

async function allPages<T>(pageAt: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await pageAt(cursor)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

function positionOf(line: BackendPosition): BackendPosition {
  const { product, location, lot, serial, stockState, owner, unit } = line
  return { product, location, lot, serial, stockState, owner, unit }
}

function keyOf(line: BackendPosition): string {
  return JSON.stringify(Object.values(positionOf(line)))
}

function quantities(lines: readonly OnHandLine[]): readonly (readonly [string, number])[] {
  return lines
    .map((line) => [keyOf(line), line.onHandMilli] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function without(all: readonly BackendMovement[], known: readonly BackendMovement[]): BackendMovement[] {
  const refs = new Set(known.map((movement) => movement.externalRef))
  return all.filter((movement) => !refs.has(movement.externalRef))
}

function sumOf(movements: readonly BackendMovement[], at: BackendPosition): number {
  return movements
    .filter((movement) => keyOf(movement) === keyOf(at))
    .reduce((sum, movement) => sum + movement.quantityMilli, 0)
}

function documentOf(outcome: PushOutcome): string | null {
  return outcome.kind === 'accepted' ? outcome.documentId : null
}
