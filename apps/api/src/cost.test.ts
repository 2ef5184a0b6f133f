import { routes, XLSX_TYPE, ZIP_TYPE, type Route, type RouteName } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, countArea } from './testing/counter.ts'
import { collectAmounts, moneyColumns, moneyFields, namesAmount } from './testing/money.ts'
import { sha256Of } from './testing/photo.ts'
import { openWorld, type World } from './testing/world.ts'

/**
 * Every route that answers something to be read is asked by people and machines that may not see cost, after a count of goods whose cost
 * and price are amounts that nothing else comes to. A route that is added is asked too; one that names what is not known here is red.
 */
describe('SEC-2 no cost and no value reaches who may not see it, by any route, export or stream', () => {
  let world: World
  let known: Readonly<Record<string, string>>
  /** Amounts of money that a manager is shown, as they would be written. */
  let amounts: ReadonlySet<string>
  const answered = new Set<RouteName>()

  const readable = (Object.entries(routes) as [RouteName, Route][]).filter(
    ([, { method }]) => method === 'GET',
  )
  const byPeople = readable.filter(([, { access }]) => access.by === 'person')
  const byMachines = readable.filter(([, { access }]) => access.by === 'machine')

  beforeAll(async () => {
    world = await openWorld()
    known = await somethingOfEverything(world)
    const shown = new Set<string>()
    const manager = await world.as('manager')
    for (const [name] of byPeople)
      for (const path of pathsOf(name, known))
        for (const text of await textsOf(name, path, manager)) collectAmounts(text, shown)
    amounts = shown
  })
  afterAll(() => world.close())

  async function answerTo(path: string, auth: string): Promise<Response> {
    const stop = new AbortController()
    const response = await world.fetch(path, { headers: { authorization: auth }, signal: stop.signal })
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let first = ''
    while (!first.includes('data: ')) first += (await reader?.read())?.value ?? ''
    stop.abort()
    return new Response(first.slice(first.indexOf('data: ') + 'data: '.length), response)
  }

  /** What a route answers, in words: of an archive or a workbook every file in it. */
  async function textsOf(name: RouteName, path: string, auth: string): Promise<readonly string[]> {
    const response = await answerTo(path, auth)
    if (response.status === 403 || response.status === 404) return []
    expect({ path, status: response.status }).toEqual({ path, status: 200 })
    answered.add(name)
    const type = response.headers.get('content-type') ?? ''
    if (type === ZIP_TYPE || type === XLSX_TYPE)
      return Object.values(unzipSync(Buffer.from(await response.arrayBuffer()))).map((file) =>
        strFromU8(file),
      )
    return [await response.text()]
  }

  function expectNoMoney(path: string, texts: readonly string[]): void {
    for (const text of texts) {
      const told = [...amounts].filter((amount) => namesAmount(text, amount))
      expect({ path, told }).toEqual({ path, told: [] })
      expect({ path, fields: moneyFields(text) }).toEqual({ path, fields: [] })
      expect({ path, columns: moneyColumns(text) }).toEqual({ path, columns: [] })
    }
  }

  test('a manager is shown amounts, so that there is something to be kept from others', () => {
    expect([...amounts].some((amount) => amount.includes('.'))).toBe(true)
    expect(amounts.size).toBeGreaterThan(10)
  })

  test.each(
    byPeople.flatMap(([name]) =>
      ['supervisor', 'administrator', 'associate'].map((who) => [name, who] as const),
    ),
  )('%s for the %s', async (name, who) => {
    for (const path of pathsOf(name, known))
      expectNoMoney(path, await textsOf(name, path, await world.as(who)))
  })

  test.each(byMachines)('%s for a machine without the scope', async (name) => {
    for (const path of pathsOf(name, known))
      expectNoMoney(path, await textsOf(name, path, known['machineAuth'] ?? ''))
  })

  test('every route was answered to somebody, but for the photo that nobody took and the list that is for HQ', () => {
    const silent = readable.filter(([name, { access }]) => access.by !== 'public' && !answered.has(name))
    expect(silent.map(([name]) => name)).toEqual(['photo', 'submissions'])
  })

  test('the supervisor reads of the review what the manager reads of it, without the amounts', async () => {
    const path = `/api/runs/${known['runId']}/variances?show=all&status=all`
    const [text = ''] = await textsOf('review', path, await world.as('supervisor'))
    const { lines } = JSON.parse(text) as { lines: { costVarianceMicros: unknown }[] }
    expect(lines.length).toBeGreaterThan(3)
    expect(new Set(lines.map((line) => line.costVarianceMicros))).toEqual(new Set([null]))
  })
})

type Known = Readonly<Record<string, string>>

/** What a path names is filled in; what its query may ask for besides is asked for too. */
function pathsOf(name: RouteName, known: Known): readonly string[] {
  const path = routes[name].path.replace(/:(\w+)/g, (_, param: string) => {
    const value = known[param]
    if (value === undefined) throw new Error(`${name} names ${param}, of which this test knows none`)
    return value
  })
  const tables = ['accuracy', 'reasons', 'pareto', 'coverage', 'productivity', 'proposals']
  const everyTable = tables.map((table) => `?table=${table}&days=30`)
  const queries: Partial<Record<RouteName, readonly string[]>> = {
    skuLookup: ['?sku=cheese'],
    controlGroup: ['?seed=one'],
    submissions: ['?state=waiting', '?state=answered'],
    audit: [`?facilityId=${known['facilityId']}`],
    review: ['?show=all&status=all', '?status=open'],
    figuresAccuracy: ['', '?by=zone', `?runId=${known['runId']}`],
    figuresPareto: ['', '?by=area'],
    parameters: ['?countType=HARD_COUNT'],
    previewTimeZone: ['?timeZone=Europe/Madrid'],
    figuresCsv: everyTable,
    figuresXlsx: everyTable,
    searchProducts: ['?q=cheese'],
  }
  return (queries[name] ?? ['']).map((query) => path + query)
}

/** A count handed to HQ, one under review with everything that can come of it, and a machine without the scope. */
async function somethingOfEverything(world: World): Promise<Known> {
  await askAs(world, 'planner', 'POST', '/api/rules', rules)
  const handedIn = await countedRun(world, { cheese: 1_259, yoghurt: 7_000 })
  await decideOpen(world, handedIn, 'approved')
  await explainBack(world, handedIn)
  await askAs(world, 'manager', 'POST', `/api/runs/${handedIn}/submit`, { note: '' })
  const runId = await countedRun(world, { cheese: 2_137, yoghurt: 9_000, cola: 17_000 })
  const { lines } = await askAs<{ lines: Line[] }>(
    world,
    'manager',
    'GET',
    `/api/runs/${runId}/variances?status=open`,
  )
  const [line] = lines
  await decide(world, runId, lines.slice(0, 1), 'approved')
  const { proposals } = await askAs<{ proposals: { proposalId: string }[] }>(
    world,
    'manager',
    'GET',
    `/api/proposals?runId=${runId}`,
  )
  const { sessionId } = await firstSession(world, runId)
  const content = Buffer.from('a note of the auditor\n')
  await world.fetch(`/api/facilities/${world.lisbon}/attachments/${sha256Of(content)}`, {
    method: 'PUT',
    headers: { authorization: await world.as('auditor'), 'content-type': 'application/octet-stream' },
    body: content,
  })
  await askAs(world, 'auditor', 'POST', `/api/threads/session/${sessionId}/comments`, {
    commentId: world.newId(),
    text: 'Look',
    attachments: [{ attachmentId: world.newId(), name: 'note.txt', sha256: sha256Of(content) }],
  })
  const machine = await askAs<{ machineId: string; token: string }>(
    world,
    'administrator',
    'POST',
    '/api/machines',
    {
      name: 'Robot',
      scopes: ['read-variances', 'read-events'],
      facilityIds: [world.lisbon],
      expiresInDays: 30,
    },
  )
  const webhook = await askAs<{ webhookId: string }>(world, 'administrator', 'POST', '/api/webhooks', {
    name: 'ERP',
    url: 'http://127.0.0.1:1/',
    types: [],
    facilityIds: [world.lisbon],
    showsCost: false,
  })
  const plan = await askAs<{ planId: string }>(world, 'planner', 'POST', '/api/plans', {
    name: 'Winter count',
    purpose: 'annual',
    isTemplate: false,
    blind: true,
    itemSet: { kind: 'everything' },
    startLocal: null,
    dueLocal: null,
    facilities: [{ facilityId: world.lisbon, itemSet: null }],
  })
  return {
    planId: plan.planId,
    runId,
    facilityId: world.lisbon,
    sessionId,
    varianceId: line?.varianceId ?? '',
    productId: line?.productId ?? '',
    proposalId: proposals[0]?.proposalId ?? '',
    subject: 'session',
    subjectId: sessionId,
    sha256: sha256Of(content),
    webhookId: webhook.webhookId,
    machineId: machine.machineId,
    machineAuth: `Bearer ${machine.token}`,
  }
}

interface Line {
  readonly varianceId: string
  readonly version: number
  readonly productId: string
}

/** A value beyond which a person decides, so that rules have something to say of what lines are worth. */
const rules = {
  basedOn: 0,
  reason: 'to begin with',
  rules: {
    isAutomatic: false,
    layers: [
      {
        name: 'Everything',
        scope: { countType: null, category: null, abcClass: null, facilityId: null },
        currency: 'EUR',
        automatic: {
          short: { quantityMilli: 100_000, percentMilli: null, valueMicros: '2000000' },
          over: { quantityMilli: 100_000, percentMilli: null, valueMicros: '2000000' },
        },
        recount: null,
        zeroBook: null,
        cap: null,
        approval: null,
      },
    ],
    recounts: { byAnother: true, agreeWithinMilli: 0 },
  },
}

/** The sales floor, counted by the associate, and compared. */
async function countedRun(world: World, found: Readonly<Record<string, number>>): Promise<RunId> {
  const { runId } = await askAs<{ runId: RunId }>(world, 'manager', 'POST', '/api/runs', {
    name: 'Count',
    facilityId: world.lisbon,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: null,
    items: [],
  })
  const { areas } = await areasOf(world)
  const { personId } = await askAs<{ personId: string }>(world, 'associate', 'GET', '/api/me')
  const areaId = areas.find(({ code }) => code === 'FLOOR')?.areaId
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/assignments`, {
    assignments: [{ areaId, personId }],
  })
  await countArea(world, 'associate', runId, [
    { sku: 'cola', bin: 'F-1', quantityMilli: found['cola'] ?? 30_000 },
    { sku: 'cheese', bin: 'F-2', quantityMilli: found['cheese'] ?? 2_500, unit: 'kg' },
    { sku: 'yoghurt', bin: 'F-2', quantityMilli: found['yoghurt'] ?? 12_000, lot: 'Y1' },
  ])
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
  return runId
}

const areasOf = (world: World) =>
  askAs<{ areas: { areaId: string; code: string }[] }>(
    world,
    'manager',
    'GET',
    `/api/facilities/${world.lisbon}`,
  )

async function decide(world: World, runId: RunId, lines: readonly Line[], outcome: string): Promise<void> {
  const { reasons } = await askAs<{ reasons: { reasonId: string }[] }>(
    world,
    'manager',
    'GET',
    '/api/reasons',
  )
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/decisions`, {
    lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
    outcome,
    reasonId: reasons[0]?.reasonId,
    note: '',
  })
}

async function decideOpen(world: World, runId: RunId, outcome: string): Promise<void> {
  const { lines } = await askAs<{ lines: Line[] }>(
    world,
    'manager',
    'GET',
    `/api/runs/${runId}/variances?status=open`,
  )
  await decide(world, runId, lines, outcome)
}

async function explainBack(world: World, runId: RunId): Promise<void> {
  const { areas } = await areasOf(world)
  for (const { areaId } of areas.filter(({ code }) => code !== 'FLOOR'))
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/areas/${areaId}/explanation`, {
      reason: 'Locked',
    })
}

async function firstSession(world: World, runId: RunId): Promise<{ readonly sessionId: string }> {
  const { areas } = await askAs<{ areas: { sessions: { sessionId: string }[] }[] }>(
    world,
    'manager',
    'GET',
    `/api/runs/${runId}/progress`,
  )
  return areas.flatMap(({ sessions }) => sessions)[0] ?? expect.fail('nobody counted')
}
