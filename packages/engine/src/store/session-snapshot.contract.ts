import { foldEvents, itemKey, meaningsOf, type AssignmentId, type SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCompany, type Company } from '../testing/company.ts'
import { assignmentOf, chainOf, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { sessionLog } from './session-log.ts'
import { sessionSnapshot } from './session-snapshot.ts'

/** What a session comes to, told to a device that holds nothing of it; the same on both databases. */
export function sessionSnapshotContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the snapshot of a session on ${name}`, () => {
    let company: Company
    let ana: Phone
    let log: PhoneLog
    let assignmentId: AssignmentId

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
      ana = await openPhone(company, 'ana')
      const run = await planRun(company, ['ana'])
      assignmentId = await assignmentOf(company, 'ana', run.runId)
      log = ana.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      const cola = company.product('cola')
      log.scan({ productId: cola })
      log.scan({ code: 'MYSTERY' })
      log.scan({ code: 'RIDDLE' })
      const wrong = log.scan({ productId: company.product('tea') })
      log.undo(wrong.scanId)
      log.match('MYSTERY', company.product('soap'), 6)
      log.undo(log.match('RIDDLE', cola).scanId)
      log.set({ productId: cola, quantityMilli: 7000 }, { [ana.device.deviceId]: log.events.length })
      log.scan({ productId: cola })
      log.undo(log.empty(null).scanId)
      await log.push()
    })
    afterAll(() => company.close())

    const snapshotOf = async (person: string) =>
      (await sessionSnapshot(company.ctx, await company.person(person), log.sessionId)).snapshot

    test('[RS4] says what the fold makes of the log, and where in the log that was', async () => {
      const { items } = foldEvents(log.events)
      const snapshot = await snapshotOf('ana')
      const lines = snapshot?.lines.map((line) => [itemKey(line), { key: itemKey(line), ...line }] as const)
      expect(new Map(lines)).toEqual(items)
      expect(snapshot).toMatchObject({
        assignmentId,
        state: 'counting',
        cursor: log.events.length,
        chain: chainOf(log.events),
        seen: { [ana.device.deviceId]: log.events.length },
      })
      const [[codeKey, meaning] = []] = [...meaningsOf(log.events.filter(({ kind }) => kind === 'match'))]
      expect(snapshot?.meanings).toMatchObject([
        { codeKey, scanId: meaning?.scanId, packUnits: 6, unit: 'each' },
      ])
    })

    test('[RS4] the log goes on from its cursor, under its chain', async () => {
      const snapshot = await snapshotOf('ana')
      const query = { after: String(snapshot?.cursor), chain: snapshot?.chain ?? '' }
      const page = await sessionLog(company.ctx, await company.person('ana'), log.sessionId, query)
      expect(page).toMatchObject({ refetch: false, events: [], more: false })
    })

    test('holds the latest events, and what is confirmed empty', async () => {
      const before = await snapshotOf('ana')
      expect(new Set(before?.events.map(({ scanId }) => scanId))).toEqual(
        new Set(log.events.map(({ scanId }) => scanId)),
      )
      const empty = log.empty(null)
      for (let at = 0; at < 80; at += 1) log.scan({ productId: company.product('cola') })
      await log.push(log.events.length - 80)
      const after = await snapshotOf('ana')
      expect(after?.events).toHaveLength(61)
      expect(after?.events).toContainEqual(empty)
    })

    test('is told to nobody else', async () => {
      await expect(snapshotOf('ben')).rejects.toMatchObject({ problem: { kind: 'not-found' } })
    })

    test('is not told where late scans are kept apart: the log says more', async () => {
      log.submit({ [ana.device.deviceId]: log.events.length + 1 })
      await log.push(log.events.length)
      expect(await snapshotOf('ana')).not.toBeNull()
      log.scan({ productId: company.product('cola') })
      await log.push(log.events.length)
      expect(await snapshotOf('ana')).toBeNull()
    })
  })
}
