import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { routes } from '@cyclecount/contract'
import { freeAuditLog } from '@cyclecount/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noteAnchors } from '../anchors/anchors.ts'
import { ISSUER } from '../testing/server.ts'
import { openWorld, startCounting, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  const counting = await startCounting(world)
  await counting.push(counting.events, 1)
  await noteAnchors(world.ctx)
  // The database refuses to change the log until somebody takes that away from it.
  await expect(setReason(2, 'nothing to see')).rejects.toThrow('the audit log is only appended to')
  const { db } = world.ctx.engine
  await db.write((tx) => freeAuditLog(tx, db.dialect))
})
afterAll(() => world.close())

test('AUD-2 a log that nobody touched is whole: for the command, on the screen, and as a table', async () => {
  const { code, text } = verify()
  expect(text).toMatch(/^Lisbon: \d+ entries, sealed with [0-9a-f]{64}$/m)
  expect(text).toMatch(/Every audit log is as it was written\. Anchors that agree: [1-9]\d*\./)
  expect(code).toBe(0)

  const auth = await world.as('auditor')
  const told = await world.request('GET', `/api/facilities/${world.lisbon}/audit/verdict`, { auth })
  const { rows, hash, broken } = routes.auditVerdict.reply.parse(told.body)
  expect(broken).toBeNull()
  expect(text).toContain(`Lisbon: ${rows} entries, sealed with ${hash}`)

  const table = await world.fetch(`/api/facilities/${world.lisbon}/audit.csv`, {
    headers: { authorization: auth },
  })
  expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(table.headers.get('cache-control')).toBe('no-store')
  const lines = (await table.text()).trimEnd().split('\n')
  expect(lines).toHaveLength(rows + 1)
  expect(lines.at(-1)?.endsWith(hash ?? 'no hash')).toBe(true)
})

test('AUD-2 a changed row is named, the command ends with 1, and the screen says it too', async () => {
  const before = await reasonOf(2)
  await setReason(2, 'nothing to see')
  try {
    const { code, text } = verify()
    expect(text).toContain('Lisbon: Entry 2 is not as it was written.')
    expect(text).toMatch(/1 of \d+ audit logs are not as they were written\./)
    expect(code).toBe(1)
    const told = await world.request('GET', `/api/facilities/${world.lisbon}/audit/verdict`, {
      auth: await world.as('auditor'),
    })
    expect(told.body).toEqual({
      rows: 1,
      hash: null,
      broken: { seq: 2, message: 'Entry 2 is not as it was written.' },
    })
  } finally {
    await setReason(2, before)
  }
})

test('AUD-2 an entry put behind the log is named by the command and on the screen', async () => {
  const { db } = world.ctx.engine
  const rows = db.read.selectFrom('reflexion_log').selectAll().where('facility_id', '=', world.lisbon)
  const last = await rows.orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
  const forged = { ...last, seq: last.seq + 1, prev_hash: last.hash }
  await db.write((tx) => tx.insertInto('reflexion_log').values(forged).execute())
  try {
    const message = `Entry ${forged.seq} is not of this log: it stands outside of what was appended.`
    expect(verify()).toMatchObject({
      code: 1,
      text: expect.stringContaining(`Lisbon: ${message}`) as unknown,
    })
    const told = await world.request('GET', `/api/facilities/${world.lisbon}/audit/verdict`, {
      auth: await world.as('auditor'),
    })
    expect(told.body).toEqual({ rows: last.seq, hash: null, broken: { seq: forged.seq, message } })
  } finally {
    await db.write((tx) =>
      tx
        .deleteFrom('reflexion_log')
        .where('facility_id', '=', world.lisbon)
        .where('seq', '=', forged.seq)
        .execute(),
    )
  }
})

test('AUD-2 an anchor that was kept elsewhere is held against the log; a file that is none is refused line by line', () => {
  const elsewhere = join(world.folder, 'elsewhere.jsonl')
  const anchor = { at: 1, orgId: 'o', facilityId: world.lisbon, seq: 1, hash: '0'.repeat(64) }
  appendFileSync(elsewhere, `${JSON.stringify(anchor)}\n`)
  expect(verify('--anchors', elsewhere).text).toContain(
    'Lisbon: Entry 1 is not the one that was noted outside the database.',
  )
  appendFileSync(elsewhere, 'hello\n\n{"seq":0}\n')
  const { code, text } = verify('--anchors', elsewhere)
  expect(text).toContain(`Line 2 of ${elsewhere} is not an anchor of an audit log.`)
  expect(text).toContain(`Line 4 of ${elsewhere}`)
  expect(code).toBe(1)
})

test('what was noted once is not noted again, and every change of a log is', async () => {
  const lines = () => readFileSync(world.ctx.config.auditAnchors, 'utf8').trimEnd().split('\n').length
  await noteAnchors(world.ctx)
  const noted = lines()
  await noteAnchors(world.ctx)
  expect(lines()).toBe(noted)
  const counting = await startCounting(world)
  await counting.push(counting.events, 1)
  await noteAnchors(world.ctx)
  expect(lines()).toBe(noted + 1)
  expect(verify().code).toBe(0)
})

async function reasonOf(seq: number): Promise<string | null> {
  const row = await world.ctx.engine.db.read
    .selectFrom('reflexion_log')
    .select('reason')
    .where('facility_id', '=', world.lisbon)
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
  return row.reason
}

async function setReason(seq: number, reason: string | null): Promise<void> {
  await world.ctx.engine.db.write((tx) =>
    tx
      .updateTable('reflexion_log')
      .set({ reason })
      .where('facility_id', '=', world.lisbon)
      .where('seq', '=', seq)
      .execute(),
  )
}

/** The command, as an operator runs it beside the server. */
function verify(...given: readonly string[]): { readonly code: number | null; readonly text: string } {
  const script = fileURLToPath(new URL('audit-verify.ts', import.meta.url))
  const env = { ...process.env, DATA_DIR: world.folder, OIDC_ISSUER: ISSUER, PORT: '8938' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...given], {
    env,
    encoding: 'utf8',
  })
  return { code: status, text: stdout + stderr }
}
