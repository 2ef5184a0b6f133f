import { countAsked } from '@cyclecount/db/testing'
import type { SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCompany, type Company } from '../testing/company.ts'
import { assignmentOf, openPhone, planRun } from '../testing/phone.ts'
import { freshSqlite } from '../testing/sqlite.ts'
import { ingestPush } from './push.ts'

/** Statements that a push of known products may take, whatever it adds and whatever came before. */
const BUDGET = 16

let company: Company
beforeAll(async () => {
  company = await openCompany(freshSqlite())
})
afterAll(() => company.close())

test(
  '[PJ2] a push asks the same of the database at 5,000 scans as at the first',
  { timeout: 60_000 },
  async () => {
    const ana = await openPhone(company, 'ana')
    const run = await planRun(company, ['ana'])
    const log = ana.log(company.ctx.newId<SessionId>())
    await log.start(await assignmentOf(company, 'ana', run.runId))
    const scan = (count: number) => {
      for (let i = 0; i < count; i += 1)
        log.scan({ productId: company.product(i % 2 === 0 ? 'cola' : 'tea') })
    }
    const { db, asked } = countAsked(company.ctx.db)
    const ctx = { ...company.ctx, db }
    let sent = 0
    const push = async () => {
      const before = asked()
      const events = log.events.slice(sent)
      const body = { protocol: 1, batchId: 'b', deviceId: ana.device.deviceId, appVersion: '1' }
      await ingestPush(ctx, ana.device, {
        ...body,
        sessions: [{ sessionId: log.sessionId, fromSeq: sent + 1, events }],
      })
      sent += events.length
      return asked() - before
    }
    scan(10)
    await push()
    scan(100)
    const early = await push()
    scan(1)
    const single = await push()
    for (let part = 0; part < 10; part += 1) {
      scan(500)
      await push()
    }
    scan(100)
    const late = await push()
    expect({ single, late }).toEqual({ single: early, late: early })
    expect(early).toBeLessThanOrEqual(BUDGET)
  },
)
