import type { SessionLogPage } from '@cyclecount/contract'
import { foldEvents, type AssignmentId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { matchCode } from '../deciding/match-code.ts'
import { assignAreas, releaseArea } from '../planning/assign.ts'
import { runProgress } from '../progress/run-progress.ts'
import { myAreas } from '../store/my-areas.ts'
import { sessionLog } from '../store/session-log.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone, planRun, type PhoneLog } from '../testing/phone.ts'
import { checkLogs } from './check-logs.ts'
import { joinOwnSession, joinSession } from './join-session.ts'
import { voidOwnSession } from './void-session.ts'

/** What becomes of a count that was begun twice, on both databases. */
export function joinContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`two counts of one area on ${name}`, () => {
    let company: Company
    let run: Awaited<ReturnType<typeof planRun>>
    let assignmentId: AssignmentId
    /** The one that counts, and the later one that is kept apart, both of Ana, each with its own phone. */
    let first: PhoneLog
    let second: PhoneLog

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      await company.ctx.db.write(async (tx) => {
        await tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute()
      })
      run = await planRun(company, ['ana', 'ben'])
      assignmentId = await assignmentOf(company, 'ana', run.runId)
      first = await begun('cola', 3)
      second = await begun('cola', 2)
    })
    const bin = (index: number) => areaAt(run.areas, 0).locations[index] ?? null
    const ana = () => company.person('ana')

    async function begun(sku: string, times: number): Promise<PhoneLog> {
      const phone = await openPhone(company, 'ana')
      const log = phone.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      for (let made = 0; made < times; made += 1)
        log.scan({ productId: company.product(sku), locationId: bin(0) })
      await log.push()
      return log
    }

    test('EXEC-1 EXEC-8 the later one is kept with its scans, and joined they count once in the other', async () => {
      expect(await stateOf(second.sessionId)).toBe('suspended')
      expect(await unitsOf(first.sessionId)).toBe(3)
      await joinOwnSession(company.ctx, await ana(), { sessionId: second.sessionId, into: first.sessionId })
      expect(await unitsOf(first.sessionId)).toBe(5)
      expect(await stateOf(second.sessionId)).toBe('voided')
      await joinOwnSession(company.ctx, await ana(), { sessionId: second.sessionId, into: first.sessionId })
      expect(await unitsOf(first.sessionId)).toBe(5)
      expect(await second.push()).toMatchObject({ ackedThrough: 3, state: 'voided', setAside: [] })
      expect(await unitsOf(first.sessionId)).toBe(5)
    })

    test('SYNC-1 what its phone still sends follows, once, in the order in which it was captured', async () => {
      const all = [second.scan({ productId: company.product('tea'), locationId: bin(1) })]
      await joinOwnSession(company.ctx, await ana(), { sessionId: second.sessionId, into: first.sessionId })
      all.push(
        second.scan({ productId: company.product('tea'), locationId: bin(1) }),
        second.set(
          { productId: company.product('tea'), locationId: bin(1), quantityMilli: 7000 },
          replacing(second),
        ),
        second.scan({ productId: company.product('tea'), locationId: bin(1) }),
      )
      const wrong = second.scan({ productId: company.product('cola'), locationId: bin(0) })
      second.undo(wrong.scanId)
      // The last of them first: behind a gap nothing follows yet.
      expect(await second.push(8, 2)).toMatchObject({ ackedThrough: 3 })
      expect(await unitsOf(first.sessionId)).toBe(5)
      expect(await second.push(4)).toMatchObject({ ackedThrough: 9, setAside: [] })
      await second.push(4)
      await second.push()
      expect(await unitsOf(first.sessionId)).toBe(5 + 8)
    })

    test('EXEC-11 a code of it that a manager matches afterwards is that product in the other one, too', async () => {
      const codeKey = 'NOBODY-KNOWS'
      second.scan({ code: codeKey, productId: null, locationId: bin(1) })
      await second.push()
      await joinOwnSession(company.ctx, await ana(), { sessionId: second.sessionId, into: first.sessionId })
      const match = { sessionId: second.sessionId, codeKey, productId: company.product('tea'), packUnits: 6 }
      await matchCode(company.ctx, await company.person('mia'), run.runId, match)
      expect(await unitsOf(first.sessionId)).toBe(5 + 6)
    })

    test.each([
      ['some', [1, 3]],
      ['all', [1, 2, 3]],
    ] as const)(
      '[SC3] SYNC-1 where the other count lost %s of what was joined to it, it is copied again, once',
      async (_, places) => {
        second.scan({ productId: company.product('tea'), locationId: bin(1) })
        await second.push()
        const input = { sessionId: second.sessionId, into: first.sessionId }
        await joinOwnSession(company.ctx, await ana(), input)
        const lost = await company.ctx.db.write((tx) =>
          tx
            .deleteFrom('scan')
            .where('session_id', '=', first.sessionId)
            .where('device_id', '!=', first.events[0]?.deviceId ?? expect.fail('nothing was captured'))
            .where('device_seq', 'in', places)
            .returning('scan_id')
            .execute(),
        )
        expect(lost).toHaveLength(places.length)
        expect(await checkLogs(company.ctx)).toMatchObject({ repaired: [first.sessionId] })
        expect(await unitsOf(first.sessionId)).toBe(3 + 3)
        expect(await checkLogs(company.ctx)).toMatchObject({ repaired: [] })
        const page = await sessionLog(company.ctx, await ana(), first.sessionId, {})
        expect('events' in page && page.events.map(({ scanId }) => scanId)).toEqual(
          expect.arrayContaining(lost.map((row) => row.scan_id)),
        )
      },
    )

    test('EXEC-7 the other’s phone pulls what joined, and the log folds to what the server counts', async () => {
      second.set(
        { productId: company.product('cola'), locationId: bin(0), quantityMilli: 9000 },
        replacing(second),
      )
      await second.push()
      await joinOwnSession(company.ctx, await ana(), { sessionId: second.sessionId, into: first.sessionId })
      const page = await sessionLog(company.ctx, await ana(), first.sessionId, {})
      if (!('events' in page)) return expect.fail('is told to begin again')
      expect(units(page)).toBe(9 + 3)
      expect(await unitsOf(first.sessionId)).toBe(9 + 3)
      // A submit that names what it pulled waits for nothing more.
      const seen: Record<string, number> = {}
      for (const event of page.events) seen[event.deviceId] = event.deviceSeq
      first.submit({ ...seen, [first.events[0]?.deviceId ?? '']: first.events.length + 1 })
      expect(await first.push(5)).toMatchObject({ state: 'submitted' })
    })

    test('EXEC-10 joined to a submitted count they are late, and change no figure by themselves', async () => {
      first.submit({ [first.events[0]?.deviceId ?? '']: first.events.length + 1 })
      await first.push()
      expect(await stateOf(first.sessionId)).toBe('submitted')
      const mia = await company.person('mia')
      const input = { sessionId: second.sessionId, into: first.sessionId, reason: 'two halves' }
      await joinSession(company.ctx, mia, input)
      expect(await unitsOf(first.sessionId)).toBe(3)
      const { areas } = await runProgress(company.ctx, mia, run.runId)
      const told = areas.flatMap(({ sessions }) => sessions)
      expect(told.find(({ sessionId }) => sessionId === first.sessionId)).toMatchObject({ lateScans: 2 })
      expect(told.find(({ sessionId }) => sessionId === second.sessionId)).toMatchObject({
        state: 'voided',
        joinedInto: first.sessionId,
      })
    })

    test('EXEC-8 an area handed on: the first counter sees who has it, their scans stay, and a manager joins them', async () => {
      const mia = await company.person('mia')
      await voidOwnSession(company.ctx, await ana(), second.sessionId)
      await releaseArea(company.ctx, mia, { runId: run.runId, assignmentId })
      const ben = await company.person('ben')
      const given = [{ areaId: areaAt(run.areas, 0).areaId, personId: ben.personId }]
      await assignAreas(company.ctx, mia, run.runId, { assignments: given })
      first.scan({ productId: company.product('cola'), locationId: bin(0) })
      expect(await first.push()).toMatchObject({ ackedThrough: 5, state: 'suspended', setAside: [] })

      const { areas } = await myAreas(company.ctx, await ana())
      const [hers] = areas.filter((area) => area.assignmentId === assignmentId)
      expect(hers?.handedTo).toEqual([expect.stringMatching(/ben/i)])
      expect(hers?.sessions.find(({ state }) => state === 'suspended')).toMatchObject({
        scans: 4,
        heardAt: company.clock.now,
      })

      const his = (await openPhone(company, 'ben')).log(company.ctx.newId<SessionId>())
      const { areas: bens } = await myAreas(company.ctx, ben)
      const now = bens.find((area) => area.areaId === areaAt(run.areas, 0).areaId && area.runId === run.runId)
      await his.start(now?.assignmentId ?? assignmentId)
      his.scan({ productId: company.product('cola'), locationId: bin(0) })
      await his.push()
      await joinSession(company.ctx, mia, {
        sessionId: first.sessionId,
        into: his.sessionId,
        reason: 'she counted the left half',
      })
      expect(await unitsOf(his.sessionId)).toBe(5)
    })

    test('SEC-5 nobody joins a count of somebody else, one of another area, or a voided one', async () => {
      const input = { sessionId: second.sessionId, into: first.sessionId }
      await expect(joinOwnSession(company.ctx, await company.person('ben'), input)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const away = await company.person('chloe')
      await expect(joinOwnSession(company.ctx, away, input)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const his = (await openPhone(company, 'ben')).log(company.ctx.newId<SessionId>())
      await his.start(await assignmentOf(company, 'ben', run.runId))
      await his.push()
      const mia = await company.person('mia')
      const other = { sessionId: his.sessionId, into: first.sessionId, reason: 'no' }
      await expect(joinSession(company.ctx, mia, other)).rejects.toMatchObject({
        problem: { kind: 'not-ready' },
      })
      await voidOwnSession(company.ctx, await ana(), second.sessionId)
      await expect(joinOwnSession(company.ctx, await ana(), input)).rejects.toMatchObject({
        problem: { kind: 'not-ready' },
      })
      await expect(voidOwnSession(company.ctx, await ana(), first.sessionId)).rejects.toMatchObject({
        problem: { kind: 'not-ready' },
      })
    })

    async function stateOf(sessionId: SessionId): Promise<string> {
      const row = await company.ctx.db.read
        .selectFrom('inventory_count_import')
        .select('status_id')
        .where('inventory_count_import_id', '=', sessionId)
        .executeTakeFirstOrThrow()
      return row.status_id
    }

    /** Whole units on the lines of a session. */
    async function unitsOf(sessionId: SessionId): Promise<number> {
      const rows = await company.ctx.db.read
        .selectFrom('inventory_count_import_item')
        .select('quantity')
        .where('inventory_count_import_id', '=', sessionId)
        .execute()
      return rows.reduce((sum, row) => sum + row.quantity, 0) / 1000
    }
  })
}

/** Everything that the phone has captured so far. */
function replacing({ events }: PhoneLog): Readonly<Record<ScanEvent['deviceId'], number>> {
  const [first] = events
  return first ? { [first.deviceId]: events.length } : {}
}

function units({ events }: SessionLogPage): number {
  return [...foldEvents(events).items.values()].reduce((sum, item) => sum + item.quantityMilli, 0) / 1000
}
