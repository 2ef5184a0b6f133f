import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AreaId, AssignmentId, FacilityId, PersonId, RunId, ScanId } from '@cyclecount/domain'
import { drain, type CaptureRequest, type DrainDeps } from '@cyclecount/sync'
import { createMemoryStore } from '@cyclecount/sync/memory-store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ISSUER } from '../testing/server.ts'
import { openWorld, startCounting, type Counting, type World } from '../testing/world.ts'

/** Each starts programs of their own, and the server anew. */
const COMMANDS_MS = 120_000

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test(
  'SYNC-2 after an older copy is restored, a device fills in what the copy lacks',
  { timeout: COMMANDS_MS },
  async () => {
    const counting = await startCounting(world)
    const phone = await phoneOf(counting)
    await phone.capture(start(counting))
    await phone.capture(scan('one'))
    await phone.send()
    expect(await heldSeqs(counting)).toEqual([1, 2])
    const copy = copyData('copy')
    for (const code of ['two', 'three']) await phone.capture(scan(code))
    await phone.send()
    expect(await heldSeqs(counting)).toEqual([1, 2, 3, 4])

    await world.ctx.close()
    restore(copy)
    say()
    await world.restart()
    expect(await heldSeqs(counting)).toEqual([1, 2])
    await phone.capture(scan('four'))
    await phone.send()
    expect(await heldSeqs(counting)).toEqual([1, 2, 3, 4, 5])
  },
)

test(
  'a device that works on another count now fills in the one it had finished sending',
  { timeout: COMMANDS_MS },
  async () => {
    const finished = await startCounting(world)
    const copy = copyData('older')
    const phone = await phoneOf(finished)
    await phone.capture(start(finished))
    await phone.capture(scan('one'))
    await phone.send()

    await world.ctx.close()
    restore(copy)
    say()
    await world.restart()
    expect(await heldSeqs(finished)).toEqual([])
    const next = world.newId<Counting['sessionId']>()
    await phone.capture(start(finished), next)
    await phone.send()
    expect(await heldSeqs(finished)).toEqual([1, 2])
  },
)

test(
  'OPS-3 SYNC-2 of a copy that the server made of its data nothing has to be said, each time it is put back',
  { timeout: COMMANDS_MS },
  async () => {
    const finished = await startCounting(world)
    const folder = join(world.folder, 'backup')
    run('backup.ts', folder)
    const phone = await phoneOf(finished)
    await phone.capture(start(finished))
    await phone.capture(scan('one'))
    await phone.send()
    for (let time = 0; time < 2; time += 1) {
      await world.ctx.close()
      for (const name of readdirSync(world.folder).filter((file) => file.includes('.sqlite')))
        rmSync(join(world.folder, name))
      for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(world.folder, name))
      await world.restart()
      expect(await heldSeqs(finished)).toEqual([])
      const next = world.newId<Counting['sessionId']>()
      await phone.capture(start(finished), next)
      await phone.send()
      expect(await heldSeqs(finished)).toEqual([1, 2])
    }
  },
)

/** The command, as an operator runs it. */
function say(): void {
  run('after-restore.ts')
}

function run(command: string, ...given: readonly string[]): void {
  const script = fileURLToPath(new URL(command, import.meta.url))
  const env = { ...process.env, DATA_DIR: world.folder, OIDC_ISSUER: ISSUER, PORT: '8938' }
  execFileSync(process.execPath, [script, ...given], { env })
}

const FILES = ['cyclecount.sqlite', 'cyclecount.sqlite-wal', 'cyclecount.sqlite-shm']

/** Nothing is written meanwhile, so that the files are one moment. Answers the copy's suffix. */
function copyData(suffix: string): string {
  for (const name of FILES) {
    const file = join(world.folder, name)
    if (existsSync(file) && !name.endsWith('-shm')) copyFileSync(file, `${file}.${suffix}`)
  }
  return suffix
}

function restore(suffix: string): void {
  for (const name of FILES) {
    const file = join(world.folder, name)
    rmSync(file, { force: true })
    if (existsSync(`${file}.${suffix}`)) copyFileSync(`${file}.${suffix}`, file)
  }
}

async function phoneOf(counting: Counting) {
  const token = counting.deviceAuth.replace('Bearer ', '')
  const store = createMemoryStore({ deviceId: counting.deviceId, token })
  const deps: DrainDeps = {
    store,
    transport: {
      push: async (body) => {
        const { status, body: reply } = await world.request('POST', '/api/sync/push', {
          auth: counting.deviceAuth,
          body,
        })
        return { status, retryAfterMs: null, body: reply }
      },
    },
    clock: { now: () => world.clock.now },
    lock: { hold: (_name, _mode, work) => work() },
    random: () => 0.5,
    newBatchId: () => world.newId(),
    appVersion: '1',
  }
  return {
    capture: async (request: CaptureRequest, sessionId = counting.sessionId) => {
      const stamp = {
        scanId: world.newId<ScanId>(),
        userId: counting.events[0]?.['userId'] as PersonId,
        capturedAt: world.clock.now,
        clockOffsetMs: 0,
        appVersion: '1',
      }
      expect(await store.capture(sessionId, request, stamp)).toMatchObject({ kind: 'saved' })
    },
    send: async () => expect(await drain(deps, { lock: 'wait', cause: 'poke' })).toEqual({ kind: 'drained' }),
  }
}

function start({ events: [first] }: Counting): CaptureRequest {
  return {
    kind: 'start',
    assignmentId: first?.['assignmentId'] as AssignmentId,
    runId: first?.['runId'] as RunId,
    facilityId: first?.['facilityId'] as FacilityId,
    areaId: first?.['areaId'] as AreaId,
  }
}

function scan(code: string): CaptureRequest {
  const none = {
    lot: null,
    serial: null,
    expiry: null,
    statedMilli: null,
    weightMilli: null,
    locationId: null,
  }
  return { kind: 'scan', code, codeKey: code, ...none }
}

async function heldSeqs({ sessionId }: Counting): Promise<readonly number[]> {
  const rows = await world.ctx.engine.db.read
    .selectFrom('scan')
    .select('device_seq')
    .where('session_id', '=', sessionId)
    .orderBy('device_seq')
    .execute()
  return rows.map((row) => row.device_seq)
}
