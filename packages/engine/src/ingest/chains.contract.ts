import { NO_CHAIN, type AssignmentId, type SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelRun } from '../planning/cancel-run.ts'
import { sessionLog } from '../store/session-log.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { assignmentOf, chainOf, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { ingestPush } from './push.ts'

/** What the chains of a session promise on both databases: who holds another log is told so. */
export function chainsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`chains on ${name}`, () => {
    let company: Company
    let ana: Phone
    let log: PhoneLog

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      ana = await openPhone(company, 'ana')
      const run = await planRun(company, ['ana'])
      const assignmentId: AssignmentId = await assignmentOf(company, 'ana', run.runId)
      log = ana.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      for (let i = 0; i < 8; i += 1) log.scan({ productId: company.product('cola') })
      return async () => {
        const mia = await company.person('mia')
        await cancelRun(company.ctx, mia, { runId: run.runId, reason: 'the test is over' })
      }
    })

    test('[SC1] the chain that is answered is that of what is held without a gap, whatever arrived first', async () => {
      expect(await log.push(1, 3)).toMatchObject({ ackedThrough: 3, chain: chainOf(log.events.slice(0, 3)) })
      expect(await log.push(7, 3)).toMatchObject({ ackedThrough: 3, chain: chainOf(log.events.slice(0, 3)) })
      expect(await log.push(4, 3)).toMatchObject({ ackedThrough: 9, chain: chainOf(log.events) })
    })

    test('[SC1] a record that was set aside stands in the chain as it came, also once it is understood', async () => {
      const spoilt = { ...log.events[1], quantityMilli: 'three' }
      const nameless = { kind: 'scan' }
      const sent = [log.events[0], spoilt, nameless, ...log.events.slice(3)]
      const told = (await ana.send(log.sessionId, sent, 1)).sessions[0]
      expect(told).toMatchObject({ ackedThrough: 9, chain: chainOf(sent) })
      expect(await log.push()).toMatchObject({ ackedThrough: 9, chain: chainOf(log.events) })
    })

    test('[SC1] a device whose log is another one is answered a chain that is not its own', async () => {
      await log.push()
      const other = log.events.map((event, at) =>
        at === 4 ? { ...event, scanId: company.ctx.newId() } : event,
      )
      const told = (await ana.send(log.sessionId, other, 1)).sessions[0]
      expect(told).toMatchObject({ ackedThrough: 9, chain: chainOf(log.events) })
      expect(told?.chain).not.toBe(chainOf(other))
    })

    test('[SC1] a log that lost rows is worked out anew when it is sent from the first event on', async () => {
      await log.push()
      await company.ctx.db.write((tx) =>
        tx.deleteFrom('scan').where('session_id', '=', log.sessionId).where('device_seq', '=', 5).execute(),
      )
      expect(await log.push(1, 2)).toMatchObject({ ackedThrough: 4, chain: chainOf(log.events.slice(0, 4)) })
      expect(await log.push(5, 1)).toMatchObject({ ackedThrough: 9, chain: chainOf(log.events) })
    })

    test('[SC4] a device that says another chain before its push is noted, and taken in', async () => {
      const noted: Readonly<Record<string, unknown>>[] = []
      const { ctx } = company
      const watched = {
        ...ctx,
        log: { ...ctx.log, warn: (fields: (typeof noted)[number]) => void noted.push(fields) },
      }
      const push = (fromSeq: number, through: number, chainBefore: string) =>
        ingestPush(watched, ana.device, {
          protocol: 1,
          batchId: 'b',
          deviceId: ana.device.deviceId,
          appVersion: '1',
          sessions: [
            {
              sessionId: log.sessionId,
              fromSeq,
              chainBefore,
              events: log.events.slice(fromSeq - 1, through),
            },
          ],
        })
      await push(1, 4, NO_CHAIN)
      await push(5, 6, chainOf(log.events.slice(0, 4)))
      expect(noted).toEqual([])
      expect(await push(7, 9, 'fedcba9876543210')).toMatchObject({ sessions: [{ ackedThrough: 9 }] })
      expect(noted).toMatchObject([{ sessionId: log.sessionId, deviceId: ana.device.deviceId }])
    })

    test('[SM1] a move is applied once, whatever is lost and sent again', async () => {
      log.pause()
      log.resume()
      await log.push()
      await company.ctx.db.write((tx) =>
        tx.deleteFrom('scan').where('session_id', '=', log.sessionId).where('device_seq', '>', 8).execute(),
      )
      expect(await log.push(1, 10)).toMatchObject({ ackedThrough: 10, state: 'counting' })
      expect(await log.push(1, 11)).toMatchObject({ ackedThrough: 11, state: 'counting' })
      const history = await company.ctx.db.read
        .selectFrom('inv_count_import_status')
        .select('status_id')
        .where('inventory_count_import_id', '=', log.sessionId)
        .where('import_item_seq_id', 'is', null)
        .orderBy('inv_count_imp_status_id')
        .execute()
      expect(history.map((row) => row.status_id)).toEqual(['counting', 'paused', 'counting'])
    })

    test('[SC2] who resumes goes on where their chain is the server’s, and begins again where it is not', async () => {
      const actor = await company.person('ana')
      const read = (query: { after?: string; chain?: string }) =>
        sessionLog(company.ctx, actor, log.sessionId, query)
      await log.push(1, 6)
      const first = await read({})
      if (first.refetch) throw new Error('there is nothing to begin again')
      expect(first).toMatchObject({ cursor: 6, chain: chainOf(log.events.slice(0, 6)) })
      await log.push(7)
      const { cursor, chain } = first
      expect(await read({ after: String(cursor), chain })).toMatchObject({
        events: log.events.slice(6),
        chain: chainOf(log.events),
      })
      expect(await read({ after: '9', chain: chainOf(log.events) })).toMatchObject({ cursor: 9, events: [] })
      expect(await read({ after: '6', chain: NO_CHAIN })).toMatchObject({ refetch: true })
      expect(await read({ after: '10', chain })).toMatchObject({ refetch: true })
      expect(await read({ after: '10' })).toMatchObject({ refetch: true })
    })
  })
}
