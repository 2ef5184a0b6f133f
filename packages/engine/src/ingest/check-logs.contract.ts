import type { DeviceId, SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serverIncarnation } from '../company/identity.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { assignmentOf, chainOf, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { checkLogs } from './check-logs.ts'

/** What the look at the logs at start promises on both databases. */
export function checkLogsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the check of the logs on ${name}`, () => {
    let company: Company
    let ana: Phone
    let log: PhoneLog
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      await company.ctx.db.write((tx) =>
        tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute(),
      )
      const { runId } = await planRun(company, ['ana'])
      ana = await openPhone(company, 'ana')
      log = ana.log(company.ctx.newId<SessionId>())
      await log.start(await assignmentOf(company, 'ana', runId))
      for (let i = 0; i < 9; i += 1) log.scan({ productId: company.product('cola') })
      log.scan({ productId: company.product('tea') })
      await log.push(1, 5)
      // Something set aside, and something beyond a gap.
      await ana.send(log.sessionId, [{ ...log.events[5], quantityMilli: 'four' }], 6)
      await log.push(8)
    })

    async function lose(from: number, through: number): Promise<void> {
      await company.ctx.db.write((tx) =>
        tx
          .deleteFrom('scan')
          .where('session_id', '=', log.sessionId)
          .where('device_seq', '>=', from)
          .where('device_seq', '<=', through)
          .execute(),
      )
    }

    function markOf(deviceId: DeviceId) {
      return company.ctx.db.read
        .selectFrom('session_device')
        .select(['acked_through', 'acked_chain'])
        .where('session_id', '=', log.sessionId)
        .where('device_id', '=', deviceId)
        .executeTakeFirst()
    }

    async function counted(): Promise<number> {
      const items = await company.ctx.db.read
        .selectFrom('inventory_count_import_item')
        .select('quantity')
        .where('inventory_count_import_id', '=', log.sessionId)
        .execute()
      return items.reduce((sum, { quantity }) => sum + quantity, 0)
    }

    test('[SC3] a sound log is left as it is', async () => {
      const incarnation = await serverIncarnation(company.ctx)
      expect(await checkLogs(company.ctx)).toEqual({ sessions: 1, repaired: [] })
      expect(await serverIncarnation(company.ctx)).toBe(incarnation)
      expect(await markOf(ana.device.deviceId)).toMatchObject({ acked_through: 6 })
    })

    test('[SC3] a long log is read in parts, others have a turn between them, and what is lost of it is found', async () => {
      const { runId } = await planRun(company, ['ben'])
      const ben = await openPhone(company, 'ben')
      const long = ben.log(company.ctx.newId<SessionId>())
      await long.start(await assignmentOf(company, 'ben', runId))
      for (let at = 0; at < 4_100; at += 1) long.scan({ productId: company.product('cola') })
      for (let from = 1; from <= long.events.length; from += 1_000) await long.push(from, 1_000)
      let turns = 0
      const other = setInterval(() => (turns += 1), 0)
      expect(await checkLogs(company.ctx)).toEqual({ sessions: 2, repaired: [] })
      clearInterval(other)
      expect(turns).toBeGreaterThan(0)
      const lost = long.events[3_000]?.scanId ?? expect.fail('no such event')
      await company.ctx.db.write((tx) => tx.deleteFrom('scan').where('scan_id', '=', lost).execute())
      expect((await checkLogs(company.ctx)).repaired).toEqual([long.sessionId])
      expect(await long.push(4_102, 0)).toMatchObject({ ackedThrough: 3_000 })
      await long.push(3_001, 1_000)
      expect(await long.push(4_102, 0)).toMatchObject({
        ackedThrough: 4_101,
        chain: chainOf(long.events),
      })
    })

    test('[SC3] lost rows lower the mark, begin an incarnation, and are sent again by the device', async () => {
      await log.push(7, 1)
      const incarnation = await serverIncarnation(company.ctx)
      expect(await counted()).toBe(9000)
      await lose(3, 4)
      expect(await checkLogs(company.ctx)).toEqual({ sessions: 1, repaired: [log.sessionId] })
      expect(await serverIncarnation(company.ctx)).not.toBe(incarnation)
      expect(await markOf(ana.device.deviceId)).toEqual({
        acked_through: 2,
        acked_chain: chainOf(log.events.slice(0, 2)),
      })
      expect(await counted()).toBe(7000)
      const audit = await company.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['before', 'after'])
        .where('tag', '=', 'session.log-repaired')
        .where('subject_id', '=', log.sessionId)
        .execute()
      const { deviceId } = ana.device
      expect(audit.map(({ before }): unknown => JSON.parse(before ?? 'null'))).toEqual([
        { held: { [deviceId]: 11 } },
      ])
      expect(audit.map(({ after }): unknown => JSON.parse(after ?? 'null'))).toMatchObject([
        { held: { [deviceId]: 2 } },
      ])
      expect(await log.push(1)).toMatchObject({ ackedThrough: 11, chain: chainOf(log.events) })
      expect(await counted()).toBe(10_000)
      expect(await checkLogs(company.ctx)).toEqual({ sessions: 1, repaired: [] })
    })

    test('[SC3] a chain that does not follow from its rows is worked out anew', async () => {
      const chain = '0123456789abcdef'
      const { scanId } = log.scan({ productId: company.product('tea') })
      await log.push(12)
      await company.ctx.db.write((tx) =>
        tx.updateTable('scan').set({ chain }).where('scan_id', '=', scanId).execute(),
      )
      expect((await checkLogs(company.ctx)).repaired).toEqual([log.sessionId])
      await company.ctx.db.write((tx) =>
        tx
          .updateTable('session_device')
          .set({ acked_chain: chain })
          .where('session_id', '=', log.sessionId)
          .execute(),
      )
      expect((await checkLogs(company.ctx)).repaired).toEqual([log.sessionId])
      expect((await checkLogs(company.ctx)).repaired).toEqual([])
    })
  })
}
