import type { DryRun, RecountList, Review, Rules, RulesReply } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { areaGiven, askAs, countArea, type Finding } from './testing/counter.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** What lies on the sales floor: 30 colas, 2.5 kg of cheese, 12 yoghurts of one lot, 30 gums that never had a cost. */
const floor = {
  cola: { sku: 'cola', bin: 'F-1', quantityMilli: 30_000 },
  gum: { sku: 'gum', bin: 'F-1', quantityMilli: 30_000 },
  cheese: { sku: 'cheese', bin: 'F-2', quantityMilli: 2_500, unit: 'kg' },
  yoghurt: { sku: 'yoghurt', bin: 'F-2', quantityMilli: 12_000, lot: 'Y1' },
} satisfies Record<string, Finding>

async function plan(counter: string): Promise<RunId> {
  const { runId } = await askAs<{ runId: RunId }>(world, 'manager', 'POST', '/api/runs', {
    name: `Counted by ${counter}`,
    facilityId: world.lisbon,
    countType: 'HARD_COUNT',
    blind: false,
    dueLocal: null,
    items: [],
  })
  const facility = await askAs<{
    areas: { areaId: string; code: string }[]
    counters: { personId: string; name: string }[]
  }>(world, 'manager', 'GET', `/api/facilities/${world.lisbon}`)
  const areaId = facility.areas.find(({ code }) => code === 'FLOOR')?.areaId
  const assignments = [{ areaId, personId: await personCalled(counter) }]
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/assignments`, { assignments })
  return runId
}

async function personCalled(login: string): Promise<string> {
  return (await askAs<{ personId: string }>(world, login, 'GET', '/api/me')).personId
}

/** What was found where it is not as the book says. */
async function count(runId: RunId, who: string, found: Readonly<Record<string, number>>) {
  const findings = Object.values(floor).map((finding) => ({
    ...finding,
    quantityMilli: found[finding.sku] ?? finding.quantityMilli,
  }))
  await countArea(world, who, runId, findings)
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
}

async function lineOf(runId: RunId, sku: string) {
  const { lines } = await askAs<Review>(world, 'planner', 'GET', `/api/runs/${runId}/variances?limit=100`)
  return lines.find((line) => line.sku === sku) ?? expect.fail(`no line of ${sku}`)
}

async function decide(runId: RunId, sku: string, outcome: 'approved' | 'rejected', more = {}) {
  const { varianceId, version } = await lineOf(runId, sku)
  const { reasons } = await askAs<{ reasons: { reasonId: string }[] }>(
    world,
    'planner',
    'GET',
    '/api/reasons',
  )
  return world.request('POST', `/api/runs/${runId}/decisions`, {
    auth: await world.as('planner'),
    body: {
      lines: [{ varianceId, version }],
      outcome,
      reasonId: reasons[0]?.reasonId,
      note: outcome === 'rejected' ? 'It lies there' : '',
      ...more,
    },
  })
}

async function askRecount(runId: RunId, sku: string, who: string) {
  const { varianceId, version } = await lineOf(runId, sku)
  return world.request('POST', `/api/runs/${runId}/recounts`, {
    auth: await world.as('planner'),
    body: { lines: [{ varianceId, version }], personId: await personCalled(who), note: 'Look again' },
  })
}

const none = { quantityMilli: null, percentMilli: null, valueMicros: null }
const everything = { countType: null, category: null, abcClass: null, facilityId: null }
const small = { quantityMilli: 1000, percentMilli: 5000, valueMicros: '1000000' }
const far = { ...none, quantityMilli: 3000 }
const draft = (): Rules => ({
  isAutomatic: true,
  layers: [
    {
      name: 'Company',
      scope: everything,
      currency: 'EUR',
      automatic: { short: small, over: small },
      recount: { short: far, over: far },
      zeroBook: null,
      cap: { lines: 1, valueMicros: null },
      approval: null,
    },
    {
      name: 'Hard counts of Lisbon groceries: a surplus is for a person',
      scope: {
        countType: 'HARD_COUNT',
        category: 'Grocery',
        abcClass: null,
        facilityId: world.lisbon,
      },
      currency: null,
      automatic: { short: none, over: { ...none, quantityMilli: 0 } },
      recount: null,
      zeroBook: null,
      cap: null,
      approval: null,
    },
  ],
  recounts: { byAnother: true, agreeWithinMilli: 0 },
})

test('REC-5 a planner tries rules on past counts and makes them a version; they decide what is within, leave what is beyond to a person, and have it recounted first where it is far beyond', async () => {
  const first = await plan('associate')
  await count(first, 'associate', { cola: 29_000, gum: 29_000 })
  expect((await lineOf(first, 'cola')).decision).toBeNull()
  expect((await decide(first, 'cola', 'rejected')).status).toBe(200)

  const asked = { rules: draft() }
  const dry = await askAs<DryRun>(world, 'planner', 'POST', '/api/rules/dry-run', asked)
  expect(dry.total).toMatchObject({ differing: 2, automatic: 1, recount: 0, slipped: 1 })
  expect(dry.total.worth).toEqual([
    { currency: 'EUR', valueMicros: dry.slipped[0]?.costVarianceMicros.replace('-', '') },
  ])
  expect(dry.slipped).toMatchObject([{ sku: 'cola', varianceMilli: -1000, what: 'rejected' }])

  const saved = await askAs<RulesReply>(world, 'planner', 'POST', '/api/rules', {
    basedOn: 0,
    rules: draft(),
    reason: 'Small things need nobody',
  })
  expect(saved.versions[0]).toMatchObject({
    version: 1,
    madeBy: 'The planner',
    reason: 'Small things need nobody',
  })

  const second = await plan('associate')
  world.clock.now += 60_000
  await count(second, 'associate', { cola: 29_000, gum: 29_000, cheese: 2_300, yoghurt: 8_000 })
  expect(await lineOf(second, 'cola')).toMatchObject({
    decision: { outcome: 'approved', reasonCode: 'within-tolerance', decidedBy: null, rule: 'rules/1' },
  })
  expect(await lineOf(second, 'gum')).toMatchObject({
    decision: null,
    verdict: { kind: 'person', because: [{ ground: 'cost-unknown' }] },
  })
  expect((await lineOf(second, 'cheese')).verdict).toMatchObject({
    kind: 'person',
    because: [
      { ground: 'percent', layer: 'Company' },
      { ground: 'value', layer: 'Company' },
    ],
  })
  expect((await lineOf(second, 'yoghurt')).verdict).toMatchObject({ kind: 'recount' })
  expect(await decide(second, 'yoghurt', 'approved')).toMatchObject({ status: 409 })
  expect((await decide(second, 'cheese', 'approved')).status).toBe(200)
  const note = 'The crate fell: four are broken'
  expect((await decide(second, 'yoghurt', 'approved', { withoutRecount: true, note })).status).toBe(200)
  const { proposals } = await askAs<{ proposals: { sku: string; approvedBy: string | null }[] }>(
    world,
    'planner',
    'GET',
    `/api/proposals?runId=${second}`,
  )
  expect(Object.fromEntries(proposals.map(({ sku, approvedBy }) => [sku, approvedBy]))).toEqual({
    cheese: 'The planner',
    cola: null,
    yoghurt: 'The planner',
  })

  await askAs(world, 'planner', 'POST', '/api/rules', {
    basedOn: 1,
    rules: { ...draft(), layers: [] },
    reason: 'Too much passed',
  })
  const before = await lineOf(second, 'cola')
  await askAs(world, 'manager', 'POST', `/api/runs/${second}/reconcile`)
  expect(await lineOf(second, 'cola')).toEqual(before)
  const { rows } = await askAs<{ rows: { tag: string; actor: string | null; reason: string | null }[] }>(
    world,
    'auditor',
    'GET',
    `/api/audit?facilityId=${world.lisbon}`,
  )
  expect(rows.filter(({ tag }) => tag === 'rules.changed').map(({ reason }) => reason)).toEqual([
    'Too much passed',
    'Small things need nobody',
  ])
})

test('EXEC-9 a recount is a session of its own by another person, blind to the book and to the first count; two that agree settle it, else a third', async () => {
  const runId = await plan('associate')
  world.clock.now += 60_000
  const tens = (await lineOfBook('cola')) / 1000
  await count(runId, 'associate', { cola: (tens - 5) * 1000, gum: 28_000 })

  expect(await askRecount(runId, 'cola', 'associate')).toMatchObject({
    status: 403,
    body: { kind: 'own-count' },
  })
  const asked = await askRecount(runId, 'cola', 'second')
  expect(asked).toMatchObject({ status: 200 })
  expect((asked.body as RecountList).recounts).toMatchObject([
    { personName: 'The second', askedBy: 'The planner', round: 2, state: 'waiting' },
  ])
  const { area, told } = await areaGiven(world, 'second', runId)
  expect(area).toMatchObject({ round: 2, blind: true, locations: [{ code: 'F-1' }] })
  expect(area.items).toHaveLength(1)
  expect(JSON.stringify(told)).not.toMatch(/uantity|xpected|counted/)

  const recount = async (who: string, colas: number) => {
    world.clock.now += 60_000
    const session = await countArea(world, who, runId, [{ ...floor.cola, quantityMilli: colas * 1000 }])
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
    return session
  }
  const again = await recount('second', tens)
  const rows = await world.ctx.engine.db.read
    .selectFrom('inventory_count_import')
    .select(['inventory_count_import_id as id', 'parent_count_id as parent'])
    .where('run_id', '=', runId)
    .orderBy('round')
    .execute()
  expect(rows).toEqual([
    { id: rows[0]?.id, parent: null },
    { id: again, parent: rows[0]?.id },
  ])
  expect(await lineOf(runId, 'cola')).toMatchObject({
    varianceMilli: -5000,
    recount: { state: 'third-wanted' },
    verdict: { kind: 'recount' },
  })
  expect((await decide(runId, 'cola', 'approved')).status).toBe(409)

  expect((await askRecount(runId, 'cola', 'manager')).status).toBe(200)
  await recount('manager', tens)
  expect(await lineOf(runId, 'cola')).toMatchObject({
    varianceMilli: 0,
    decision: { outcome: 'no-variance' },
    recount: { state: 'agreed', counts: [{ round: 1 }, { round: 2 }, { round: 3, stands: true }] },
  })

  expect((await askRecount(runId, 'gum', 'second')).status).toBe(200)
  world.clock.now += 60_000
  await countArea(world, 'second', runId, [{ ...floor.gum, quantityMilli: 28_000 }])
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
  expect((await lineOf(runId, 'gum')).recount).toMatchObject({ state: 'agreed' })
  expect((await decide(runId, 'gum', 'approved')).status).toBe(200)
})

/** What the next count has to find of it in its bin. */
async function lineOfBook(sku: string): Promise<number> {
  const probe = await plan('second')
  await countArea(world, 'second', probe, [])
  await askAs(world, 'manager', 'POST', `/api/runs/${probe}/reconcile`)
  const { expectedMilli } = await lineOf(probe, sku)
  await askAs(world, 'manager', 'POST', `/api/runs/${probe}/cancel`, { reason: 'only a look' })
  return expectedMilli
}
