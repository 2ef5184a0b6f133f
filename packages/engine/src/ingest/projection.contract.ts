import { foldEvents, type AssignmentId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { myAreas } from '../store/my-areas.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { rowToEvent } from './scan-row.ts'

/** One thing the counter does on one of their two devices. Numbers choose among what there is. */
type Deed =
  | { readonly on: 0 | 1; readonly kind: 'scan' | 'hand-set'; readonly item: number; readonly bin: number }
  | { readonly on: 0 | 1; readonly kind: 'undo' | 'match' | 'empty' | 'submit'; readonly pick: number }

interface Sending {
  readonly on: 0 | 1
  readonly from: number
  readonly count: number
}

const on = fc.constantFrom(0 as const, 1 as const)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ on, kind: fc.constant('scan' as const), item: fc.nat(5), bin: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ on, kind: fc.constant('hand-set' as const), item: fc.nat(5), bin: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      on,
      kind: fc.constantFrom<'undo' | 'match' | 'empty' | 'submit'>(
        'undo',
        'undo',
        'match',
        'match',
        'empty',
        'submit',
      ),
      pick: fc.nat(40),
    }),
  },
)
const sending: fc.Arbitrary<Sending> = fc.record({
  on,
  from: fc.integer({ min: 1, max: 30 }),
  count: fc.integer({ min: 1, max: 12 }),
})

/** Whatever is sent in whatever order, what the server shows is the fold of what the devices captured. */
export function projectionContract(
  name: string,
  freshUrl: () => string | Promise<string>,
  numRuns: number,
): void {
  describe(`projection on ${name}`, () => {
    let company: Company
    let phones: readonly [Phone, Phone]
    let assignmentId: AssignmentId
    let bins: readonly (ReturnType<typeof areaAt>['locations'][number] | null)[]

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
      const run = await planRun(company, ['ana'])
      phones = [await openPhone(company, 'ana'), await openPhone(company, 'ana')]
      const { areas } = await myAreas(company.ctx, await company.person('ana'))
      assignmentId = areas[0]?.assignmentId ?? assignmentId
      bins = [...areaAt(run.areas, 0).locations, null]
    })
    afterAll(() => company.close())

    test(
      '[PJ1] SYNC-1 equals the fold of the log, with every event in it once',
      { timeout: 120_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(deed, { minLength: 1, maxLength: 30 }),
            fc.array(sending, { maxLength: 12 }),
            async (deeds, sendings) => {
              const logs = await capture(deeds)
              for (const { on: device, from, count } of sendings) {
                if (from <= logs[device].events.length) await logs[device].push(from, count)
              }
              for (const log of logs) await drain(log)
              await holdsExactly(logs)
            },
          ),
          { numRuns },
        )
      },
    )

    async function capture(deeds: readonly Deed[]): Promise<readonly [PhoneLog, PhoneLog]> {
      const sessionId = company.ctx.newId<SessionId>()
      const logs = [phones[0].log(sessionId), phones[1].log(sessionId)] as const
      await logs[0].start(assignmentId)
      logs[1].resume()
      for (const one of deeds) perform(logs, one)
      // Nobody is left counting for the next example.
      logs[0].pause()
      return logs
    }

    function perform(logs: readonly [PhoneLog, PhoneLog], one: Deed): void {
      const log = logs[one.on]
      const all = [...logs[0].events, ...logs[1].events]
      company.clock.now += 1000
      switch (one.kind) {
        case 'scan':
          log.scan({ ...thing(one.item), locationId: bins[one.bin] ?? null })
          return
        case 'hand-set':
          log.set(
            { ...thing(one.item), locationId: bins[one.bin] ?? null, quantityMilli: one.item * 1000 },
            // Sees itself, and of the other device all, some or nothing.
            {
              [phones[one.on].device.deviceId]: log.events.length + 1,
              [phones[one.on === 0 ? 1 : 0].device.deviceId]: one.bin * 3,
            },
          )
          return
        case 'undo': {
          const target = all[one.pick % all.length]
          if (target) log.undo(target.scanId)
          return
        }
        case 'match':
          log.match(
            one.pick % 2 === 0 ? 'X1' : 'X2',
            company.product(one.pick % 3 === 0 ? 'cola' : 'tea'),
            1 + (one.pick % 3),
            one.pick % 5 === 0 ? 'kg' : 'each',
          )
          return
        case 'submit':
          // Names less, all or more of the other device than there is.
          log.submit({
            [phones[one.on].device.deviceId]: log.events.length + 1,
            [phones[one.on === 0 ? 1 : 0].device.deviceId]: one.pick % 12,
          })
          return
        case 'empty':
          log.empty(bins[one.pick % bins.length] ?? null)
          return
      }
    }

    function thing(item: number) {
      if (item < 2) return { productId: company.product(item === 0 ? 'cola' : 'tea') }
      return item === 5 ? {} : { code: item === 2 ? 'X1' : 'X2' }
    }

    async function drain(log: PhoneLog): Promise<void> {
      let { ackedThrough } = await log.push(1, 7)
      while (ackedThrough < log.events.length)
        ackedThrough = (await log.push(ackedThrough + 1, 7)).ackedThrough
    }

    async function holdsExactly(logs: readonly [PhoneLog, PhoneLog]): Promise<void> {
      const { sessionId } = logs[0]
      const captured: ScanEvent[] = [...logs[0].events, ...logs[1].events]
      const rows = await company.ctx.db.read
        .selectFrom('scan')
        .selectAll()
        .where('session_id', '=', sessionId)
        .orderBy('change_seq')
        .execute()
      expect(rows.map((row) => row.scan_id).toSorted()).toEqual(
        captured.map((event) => event.scanId).toSorted(),
      )
      expect(new Set(rows.map(rowToEvent))).toEqual(new Set(captured))
      expect(rows.map((row) => row.change_seq)).toEqual(rows.map((_, index) => index + 1))
      // What is late waits for a person: it is in the log, and in no figure.
      const folded = foldEvents(rows.filter((row) => row.late_state === null).map(rowToEvent))
      const items = await company.ctx.db.read
        .selectFrom('inventory_count_import_item')
        .selectAll()
        .where('inventory_count_import_id', '=', sessionId)
        .where('status_id', '!=', 'voided')
        .execute()
      expect(
        new Map(
          items.map((row) => [
            row.item_key,
            [
              row.quantity,
              row.events,
              row.status_id === 'conflict',
              row.first_at,
              row.last_at,
              row.base,
              row.product_identifier,
              row.code_key,
            ],
          ]),
        ),
      ).toEqual(
        new Map(
          [...folded.items.values()].map((item) => [
            item.key,
            [
              item.quantityMilli,
              item.events,
              item.conflict,
              item.firstAt,
              item.lastAt,
              item.base && JSON.stringify(item.base),
              item.code,
              item.codeKey,
            ],
          ]),
        ),
      )
      const places = await company.ctx.db.read
        .selectFrom('session_location')
        .select(['location_id', 'state'])
        .where('session_id', '=', sessionId)
        .execute()
      expect(new Map(places.map((row) => [row.location_id, row.state]))).toEqual(folded.locations)
      const session = await company.ctx.db.read
        .selectFrom('inventory_count_import')
        .select('area_empty')
        .where('inventory_count_import_id', '=', sessionId)
        .executeTakeFirstOrThrow()
      expect(session.area_empty === 1).toBe(folded.areaEmpty)
    }
  })
}
