import { createHash } from 'node:crypto'
import {
  CSV_TYPE,
  FILE_TYPE,
  JSON_FILE_TYPE,
  XLSX_TYPE,
  ZIP_TYPE,
  problemKinds,
  routes,
  type Route,
  type RouteName,
} from '@cyclecount/contract'
import { runProgress } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moneyFields } from './testing/money.ts'
import { jpegOf, sha256Of } from './testing/photo.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

/** People with a role in Lisbon, or everywhere. */
const locals = ['associate', 'supervisor', 'manager', 'planner', 'auditor', 'administrator'] as const
type Local = (typeof locals)[number]

const seers: readonly Local[] = ['supervisor', 'manager', 'planner', 'auditor', 'administrator']
const reviewers: readonly Local[] = ['supervisor', 'manager', 'planner', 'auditor']
const deciders: readonly Local[] = ['manager', 'planner']
const counters: readonly Local[] = ['associate', 'supervisor', 'manager']

/** Who may call what, in words of its own: a route that is not here does not compile, and one that is opened too far is red. */
const may: Record<RouteName, 'everybody' | 'device' | 'machine' | 'signature' | readonly Local[]> = {
  config: 'everybody',
  me: locals,
  enrolDevice: counters,
  listDevices: seers,
  revokeDevice: ['manager', 'administrator'],
  myAreas: counters,
  catalogue: counters,
  push: 'device',
  storePhoto: 'device',
  heldPhotos: 'device',
  photo: reviewers,
  sessionLog: counters,
  sessionSnapshot: counters,
  joinMySession: counters,
  voidMySession: counters,
  facility: seers,
  searchProducts: seers,
  controlGroup: deciders,
  listRuns: seers,
  createRun: deciders,
  listPlans: seers,
  createPlan: deciders,
  plan: seers,
  savePlan: deciders,
  publishPlan: deciders,
  copyPlan: deciders,
  cancelPlan: deciders,
  answerRuns: ['planner'],
  changeRun: deciders,
  previewItems: deciders,
  readPlanFile: deciders,
  planChoices: deciders,
  listItemSets: deciders,
  saveItemSet: deciders,
  changeItemSet: deciders,
  schedule: seers,
  saveSchedule: deciders,
  previewSchedule: deciders,
  occurrences: seers,
  listBlackouts: seers,
  addBlackout: deciders,
  liftBlackout: deciders,
  previewTimeZone: deciders,
  changeTimeZone: deciders,
  run: seers,
  cancelRun: deciders,
  assign: deciders,
  board: deciders,
  saveDrafts: deciders,
  boardChanges: deciders,
  publishBoard: deciders,
  discardDrafts: deciders,
  checkAssignmentFile: deciders,
  availability: deciders,
  saveAvailability: deciders,
  suggestions: deciders,
  abcSettings: seers,
  abcPreview: seers,
  saveAbc: ['planner', 'administrator'],
  refreshSuggestions: deciders,
  acceptSuggestions: deciders,
  snoozeSuggestions: deciders,
  dismissSuggestions: deciders,
  checkCountFile: deciders,
  takeInCountFile: deciders,
  release: deciders,
  progress: seers,
  live: seers,
  sessionHistory: seers,
  reopenSession: deciders,
  voidSession: deciders,
  joinSession: deciders,
  reconcile: reviewers,
  review: reviewers,
  reviewExport: reviewers,
  reviewWorkbook: reviewers,
  variance: reviewers,
  skuTotals: reviewers,
  reasons: reviewers,
  decide: deciders,
  unknownCodes: reviewers,
  matchCode: ['supervisor', 'manager', 'planner'],
  lateScans: reviewers,
  decideLate: deciders,
  checklist: reviewers,
  submitFacility: deciders,
  offsets: reviewers,
  acceptOffset: deciders,
  rejectOffset: deciders,
  reasonSettings: ['administrator'],
  saveReasons: ['administrator'],
  explainArea: deciders,
  submissions: ['planner'],
  runSubmissions: reviewers,
  answerSubmission: ['planner'],
  setAside: reviewers,
  resolveSetAside: deciders,
  readSetAsideAgain: deciders,
  checkUnsent: deciders,
  takeInUnsent: deciders,
  proposals: reviewers,
  backends: reviewers,
  pauseBackend: ['planner'],
  retryProposal: deciders,
  reverseProposal: deciders,
  answerReversal: deciders,
  stock: reviewers,
  skuLookup: reviewers,
  stockCard: reviewers,
  adjustStock: ['manager'],
  askRecount: deciders,
  recounts: reviewers,
  rules: seers,
  saveRules: ['planner', 'administrator'],
  parameters: seers,
  dryRunRules: ['planner'],
  audit: seers,
  auditVerdict: seers,
  auditExport: seers,
  listMachines: ['administrator'],
  createMachine: ['administrator'],
  revokeMachine: ['administrator'],
  uploadCount: 'machine',
  sendSignals: 'machine',
  sendSignalEvents: 'machine',
  confirmAdjustments: 'machine',
  varianceFeed: 'machine',
  figuresAccuracy: reviewers,
  figuresReasons: reviewers,
  figuresPareto: reviewers,
  figuresCoverage: reviewers,
  figuresOverdue: reviewers,
  figuresProductivity: reviewers,
  figuresProposals: reviewers,
  figuresCsv: reviewers,
  figuresXlsx: reviewers,
  closing: reviewers,
  setClosing: deciders,
  testCount: ['auditor'],
  signCount: deciders,
  countSheets: reviewers,
  enterSheet: deciders,
  auditPack: reviewers,
  decisionChain: reviewers,
  decisionChainCsv: reviewers,
  decisionChainJson: reviewers,
  decisionChainXlsx: reviewers,
  thread: reviewers,
  addComment: reviewers,
  reviseComment: reviewers,
  reviseAttachment: reviewers,
  storeAttachment: reviewers,
  attachment: reviewers,
  inbox: locals,
  inboxLive: locals,
  inboxSeen: locals,
  eventFeed: 'machine',
  listWebhooks: ['administrator'],
  createWebhook: ['administrator'],
  webhookAttempts: ['administrator'],
  testWebhook: ['administrator'],
  pauseWebhook: ['administrator'],
  rotateWebhookSecret: ['administrator'],
  replayWebhook: ['administrator'],
  removeWebhook: ['administrator'],
  adjustmentsByEvent: ['administrator'],
  setAdjustmentsByEvent: ['administrator'],
  rotateAnswerSecret: ['administrator'],
  stopAdjustmentsByEvent: ['administrator'],
  answerAdjustment: 'signature',
  stockHints: ['administrator'],
  makeHintSecret: ['administrator'],
  stopHints: ['administrator'],
  tellStockChanged: 'signature',
}

const thePhoto = jpegOf('a shelf')

/** To these no cost and no value may be told, by any route, whether it reads or writes. */
const withoutCost: readonly Local[] = ['associate', 'supervisor', 'administrator']

/** Routes whose resource is a person's own: nobody else finds it, whatever their role. */
const owned: Partial<Record<RouteName, Local>> = {
  sessionLog: 'associate',
  sessionSnapshot: 'associate',
  joinMySession: 'associate',
  voidMySession: 'associate',
  reviseComment: 'manager',
  reviseAttachment: 'manager',
}
/** Named by id or in the query though the route says `any`; beyond the facilities of the caller it is not found. */
const scopedByHandler: readonly RouteName[] = [
  'revokeDevice',
  'audit',
  'createMachine',
  'revokeMachine',
  'changeItemSet',
  'saveDrafts',
  'saveAvailability',
  'previewSchedule',
  'addBlackout',
  'liftBlackout',
  'answerRuns',
]

describe('SEC-1 SEC-2 every route, every role, every facility', () => {
  let world: World
  let counting: Counting
  let known: Known

  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    await counting.push(counting.events, 1)
    known = await resourcesOf(world, counting)
    expect(await call('storePhoto', counting.deviceAuth)).toEqual({ status: 200, kind: null })
  })
  afterAll(() => world.close())

  const entries = Object.entries(routes) as [RouteName, Route][]

  async function call(name: RouteName, auth: string | null) {
    const { status, kind } = await replyOf(name, auth)
    return { status, kind }
  }

  /** `told`: what it answered, where that is no file. */
  async function replyOf(name: RouteName, auth: string | null) {
    const route: Route = routes[name]
    const { path, body: json } = requestFor(name, world, counting, known)
    const body = route.takes ? thePhoto : json === undefined ? undefined : JSON.stringify(json)
    const stop = new AbortController()
    const response = await world.fetch(path, {
      method: route.method,
      signal: stop.signal,
      headers: {
        ...(auth === null ? {} : { authorization: auth }),
        ...(body === undefined ? {} : { 'content-type': route.takes ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      stop.abort()
      await response.body?.cancel()
      return { status: response.status, kind: null, told: '' }
    }
    if (route.gives === CSV_TYPE && response.ok) {
      expect(await response.text()).toMatch(/previousHash|varianceQuantityOnHand|withinUnits|InventoryItem/)
      return { status: response.status, kind: null, told: '' }
    }
    if ((route.gives === XLSX_TYPE || route.gives === ZIP_TYPE) && response.ok) {
      expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK')
      return { status: response.status, kind: null, told: '' }
    }
    if (route.gives === JSON_FILE_TYPE && response.ok) {
      expect(await response.json()).toHaveProperty('links')
      return { status: response.status, kind: null, told: '' }
    }
    if (route.gives && response.ok) {
      expect(Buffer.from(await response.arrayBuffer())).toEqual(thePhoto)
      return { status: response.status, kind: null, told: '' }
    }
    const told = await response.text()
    const { kind } = JSON.parse(told) as { kind?: keyof typeof problemKinds }
    return { status: response.status, kind: response.ok ? null : (kind ?? null), told }
  }

  test.each(entries)('%s refuses strangers, spoilt tokens and devices', async (name, route) => {
    if (route.access.by === 'public') {
      expect(await call(name, null)).toEqual({ status: 200, kind: null })
      return
    }
    const stranger = route.access.by === 'device' ? 'device-unknown' : 'signed-out'
    for (const auth of [
      null,
      'Bearer nonsense',
      'Basic YTpi',
      await world.as('manager', { expiresIn: -60 }),
      await world.as('manager', { foreignKey: true }),
      await world.as('manager', { audience: 'another' }),
      await world.as('manager', { issuer: 'https://else.example' }),
    ]) {
      expect(await call(name, auth)).toEqual({ status: 401, kind: stranger })
    }
    if (route.access.by === 'machine') {
      for (const auth of [
        counting.deviceAuth,
        await world.as('manager'),
        `${known.machineAuth.slice(0, -1)}_`,
      ])
        expect(await call(name, auth)).toEqual({ status: 401, kind: 'signed-out' })
      return
    }
    // No token stands for a signature.
    if (route.access.by === 'signature') return
    expect(await call(name, known.machineAuth)).toEqual({ status: 401, kind: stranger })
    if (route.access.by === 'person') {
      expect(await call(name, counting.deviceAuth)).toEqual({ status: 401, kind: 'signed-out' })
      expect(await call(name, await world.as('nobody'))).toEqual({ status: 403, kind: 'forbidden' })
    } else {
      expect(await call(name, counting.deviceAuth)).toEqual({ status: 200, kind: null })
      expect(await call(name, await world.as('manager'))).toEqual({ status: 401, kind: 'device-unknown' })
    }
  })

  const byPeople = entries.filter(([, route]) => route.access.by === 'person')

  test.each(byPeople.flatMap(([name]) => locals.map((role) => [name, role] as const)))(
    '%s by the %s of the facility',
    async (name, role) => {
      const { told, ...answer } = await replyOf(name, await world.as(role))
      if (withoutCost.includes(role)) expect(moneyFields(told)).toEqual([])
      const allowed = may[name]
      if (typeof allowed === 'string') throw new Error('not a route for people')
      if (!allowed.includes(role)) expect(answer).toEqual({ status: 403, kind: 'forbidden' })
      else if (owned[name] !== undefined && owned[name] !== role)
        expect(answer).toEqual({ status: 404, kind: 'not-found' })
      else expect([401, 403, 404, 400, 500]).not.toContain(answer.status)
    },
  )

  test.each(
    byPeople.flatMap(([name, route]) =>
      ['manager-azores', 'other-planner', 'other-manager'].map((who) => [name, who, route] as const),
    ),
  )('%s by the %s, who has no business in this facility', async (name, who, route) => {
    const answer = await call(name, await world.as(who))
    const role = who.replace(/^other-|-azores$/g, '') as Local
    const allowed = may[name]
    if (typeof allowed === 'string') throw new Error('not a route for people')
    if (!allowed.includes(role)) {
      expect(answer).toEqual({ status: 403, kind: 'forbidden' })
      return
    }
    const named = route.access.by === 'person' && route.access.facility !== 'any'
    if (named || scopedByHandler.includes(name)) expect(answer).toEqual({ status: 404, kind: 'not-found' })
    else expect(answer).toEqual({ status: 200, kind: null })
  })

  test('lists show only what lies in one’s own facilities', async () => {
    const lists = ['/api/runs', '/api/devices', '/api/proposals', '/api/stock?sku=cola'] as const
    for (const who of ['manager-azores', 'other-planner'] as const) {
      for (const path of lists) {
        const { body } = await world.request('GET', path, { auth: await world.as(who) })
        expect(JSON.stringify(body)).not.toContain(world.lisbon)
        expect(JSON.stringify(body)).not.toContain(counting.runId)
        expect(JSON.stringify(body)).not.toContain(counting.deviceId)
      }
    }
    expect(await runProgress(world.ctx.engine, known.manager, counting.runId)).toMatchObject({
      runId: counting.runId,
    })
  })
})

interface Known {
  readonly manager: Parameters<typeof runProgress>[1]
  readonly productId: string
  readonly locationId: string
  readonly areaId: string
  readonly personId: string
  readonly varianceId: string
  readonly proposalId: string
  readonly backendId: string
  readonly reasonId: string
  readonly machineId: string
  readonly machineAuth: string
  readonly webhookId: string
  readonly commentId: string
  readonly attachmentId: string
  readonly planId: string
  readonly itemSetId: string
  readonly blackoutId: string
}

async function resourcesOf(world: World, counting: Counting): Promise<Known> {
  const auth = await world.as('manager')
  const get = async <T>(path: string) => (await world.request('GET', path, { auth })).body as T
  await world.request('POST', `/api/runs/${counting.runId}/reconcile`, { auth })
  const { lines } = await get<{
    lines: { varianceId: string; version: number; decision: unknown; productId: string }[]
  }>(`/api/runs/${counting.runId}/variances?status=open`)
  const { reasons } = await get<{ reasons: { reasonId: string }[] }>('/api/reasons')
  const [first] = lines
  const reasonId = reasons[0]?.reasonId ?? ''
  await world.request('POST', `/api/runs/${counting.runId}/decisions`, {
    auth,
    body: {
      lines: [{ varianceId: first?.varianceId, version: first?.version }],
      outcome: 'approved',
      reasonId,
      note: '',
    },
  })
  const { backends } = await get<{ backends: { backendId: string }[] }>('/api/backends')
  const { proposals } = await get<{ proposals: { proposalId: string }[] }>('/api/proposals')
  const facility = await get<{
    areas: { areaId: string; locations: { locationId: string }[] }[]
    counters: { personId: string; name: string }[]
  }>(`/api/facilities/${world.lisbon}`)
  const { personId } = await get<{ personId: never }>('/api/me')
  const [known] = await world.ctx.engine.db.read
    .selectFrom('person')
    .select(['org_id', 'person_id'])
    .where('person_id', '=', personId)
    .execute()
  if (!known || !first || !proposals[0]) throw new Error('the world lacks something to ask for')
  return {
    manager: {
      orgId: known.org_id,
      personId: known.person_id,
      grants: [{ role: 'manager', facilityId: world.lisbon }],
    },
    productId: first.productId,
    locationId: facility.areas[0]?.locations[0]?.locationId ?? '',
    areaId: facility.areas[0]?.areaId ?? '',
    personId: facility.counters.find((row) => row.name === 'The second')?.personId ?? '',
    varianceId: lines[1]?.varianceId ?? first.varianceId,
    proposalId: proposals[0].proposalId,
    backendId: backends[0]?.backendId ?? '',
    reasonId,
    ...(await machineOf(world)),
    webhookId: await webhookOf(world),
    ...(await commentOf(world, counting)),
    ...(await planAndSetOf(world)),
    blackoutId: await blackoutOf(world),
  }
}

async function blackoutOf(world: World): Promise<string> {
  const auth = await world.as('manager')
  const body = {
    facilityId: world.lisbon,
    fromDay: '2026-05-10',
    toDay: '2026-05-11',
    reason: 'Stock is moved',
  }
  const { blackouts } = (await world.request('POST', '/api/blackouts', { auth, body })).body as {
    blackouts: { blackoutId: string }[]
  }
  return blackouts[0]?.blackoutId ?? ''
}

async function planAndSetOf(world: World): Promise<Pick<Known, 'planId' | 'itemSetId'>> {
  const auth = await world.as('manager')
  const plan = await world.request('POST', '/api/plans', { auth, body: planOf([world.lisbon]) })
  const sets = await world.request('POST', '/api/item-sets', { auth, body: aSet })
  const { planId } = plan.body as { planId: string }
  const { itemSets } = sets.body as { itemSets: { itemSetId: string }[] }
  return { planId, itemSetId: itemSets[0]?.itemSetId ?? '' }
}

/** A comment of the manager with a file. */
async function commentOf(
  world: World,
  { sessionId }: Counting,
): Promise<Pick<Known, 'commentId' | 'attachmentId'>> {
  const auth = await world.as('manager')
  const sha256 = sha256Of(thePhoto)
  await world.fetch(`/api/facilities/${world.lisbon}/attachments/${sha256}`, {
    method: 'PUT',
    headers: { authorization: auth, 'content-type': FILE_TYPE },
    body: thePhoto,
  })
  const [commentId, attachmentId] = [world.newId<never>(), world.newId<never>()]
  const attachments = [{ attachmentId, name: 'shelf.jpg', sha256 }]
  const answer = await world.request('POST', `/api/threads/session/${sessionId}/comments`, {
    auth,
    body: { commentId, text: 'The shelf', attachments },
  })
  expect(answer.status).toBe(200)
  return { commentId, attachmentId }
}

async function machineOf(world: World): Promise<Pick<Known, 'machineId' | 'machineAuth'>> {
  const { body } = await world.request('POST', '/api/machines', {
    auth: await world.as('administrator'),
    body: newMachine(world),
  })
  const { machineId, token } = body as { machineId: string; token: string }
  return { machineId, machineAuth: `Bearer ${token}` }
}

async function webhookOf(world: World): Promise<string> {
  const auth = await world.as('administrator')
  const byEvent = `/api/facilities/${world.lisbon}/adjustments-by-event`
  await world.request('PUT', byEvent, { auth, body: askedByEvent })
  const { body } = await world.request('POST', '/api/webhooks', { auth, body: newWebhook(world) })
  return (body as { webhookId: string }).webhookId
}

const askedByEvent = { answerWithinHours: 24, looksUp: true }

function newWebhook(world: World): unknown {
  return {
    name: 'ERP',
    url: 'http://127.0.0.1:1/',
    types: [],
    facilityIds: [world.lisbon],
    showsCost: false,
  }
}

function newMachine(world: World): unknown {
  return { name: 'Robot', scopes: ['read-variances'], facilityIds: [world.lisbon], expiresInDays: 30 }
}

/** A request of the route that everybody who may call it may make, naming things of Lisbon. */
function requestFor(
  name: RouteName,
  world: World,
  counting: Counting,
  known: Known,
): { readonly path: string; readonly body?: unknown } {
  const params: Readonly<Record<string, string>> = {
    facilityId: world.lisbon,
    runId: counting.runId,
    areaId: known.areaId,
    sessionId: counting.sessionId,
    assignmentId: counting.assignmentId,
    deviceId: counting.deviceId,
    productId: known.productId,
    varianceId: known.varianceId,
    proposalId: known.proposalId,
    backendId: known.backendId,
    machineId: known.machineId,
    webhookId: known.webhookId,
    commentId: known.commentId,
    attachmentId: known.attachmentId,
    planId: known.planId,
    blackoutId: known.blackoutId,
    itemSetId: known.itemSetId,
    subject: 'session',
    subjectId: counting.sessionId,
    sha256: sha256Of(thePhoto),
  }
  const path = routes[name].path.replace(/:(\w+)/g, (_, param: string) => params[param] ?? '')
  const query: Partial<Record<RouteName, string>> = {
    skuLookup: '?sku=cola',
    controlGroup: '?seed=one',
    parameters: '?countType=HARD_COUNT',
    submissions: '?state=waiting',
    audit: `?facilityId=${world.lisbon}`,
    previewTimeZone: '?timeZone=Europe/Madrid',
    figuresCsv: '?table=accuracy',
    figuresXlsx: '?table=accuracy',
  }
  const body = bodyFor(name, world, counting, known)
  return { path: path + (query[name] ?? ''), ...(body === undefined ? {} : { body }) }
}

function bodyFor(name: RouteName, world: World, counting: Counting, known: Known): unknown {
  const unsent = {
    format: 'cyclecount-unsent',
    version: 1,
    deviceId: counting.deviceId,
    exportedAt: 1,
    sessions: [],
  }
  const countFile = {
    fileName: 'count.csv',
    text: 'sku,quantity,location\ncola,1,F-1',
    into: { runName: 'Elsewhere' },
    countedBy: { name: 'Acme' },
    countedLocal: '2026-05-04T09:00',
  }
  const noRules = { isAutomatic: false, layers: [], recounts: { byAnother: true, agreeWithinMilli: 0 } }
  const schedule = {
    recurrence: { kind: 'cron', text: '0 6 * * MON' },
    beginsLocal: '2026-05-01T00:00',
    untilLocal: null,
    openMinutes: 720,
    aheadMinutes: 1440,
    exceptions: [],
  }
  // Those that hold where a company says nothing.
  const abcClasses = [
    { name: 'A', throughMilli: 80_000, everyDays: 91 },
    { name: 'B', throughMilli: 95_000, everyDays: 182 },
    { name: 'C', throughMilli: 100_000, everyDays: 365 },
  ]
  const bodies: Partial<Record<RouteName, unknown>> = {
    enrolDevice: { deviceId: world.newId(), label: 'Phone', appVersion: '1' },
    revokeDevice: { reason: 'lost' },
    createMachine: newMachine(world),
    revokeMachine: { reason: 'gone' },
    createWebhook: newWebhook(world),
    pauseWebhook: { paused: false },
    pauseBackend: { paused: false, reason: 'it answers again' },
    replayWebhook: { what: 'dead' },
    removeWebhook: { reason: 'gone' },
    setAdjustmentsByEvent: askedByEvent,
    stopAdjustmentsByEvent: { reason: 'another system' },
    answerAdjustment: {},
    stopHints: { reason: 'another system' },
    tellStockChanged: {},
    addComment: { commentId: world.newId(), text: 'Look', attachments: [] },
    reviseComment: { revision: 1, text: 'The shelf at the till' },
    reviseAttachment: { revision: 1, name: 'till.jpg', sha256: sha256Of(thePhoto) },
    inboxSeen: { items: [] },
    push: { protocol: 1, batchId: 'b', deviceId: counting.deviceId, appVersion: '1', sessions: [] },
    heldPhotos: { names: [sha256Of(thePhoto)] },
    createRun: {
      name: 'Another',
      facilityId: world.lisbon,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
    },
    createPlan: planOf([]),
    savePlan: { ...planOf([world.lisbon]), edits: 0 },
    publishPlan: { edits: 0 },
    cancelPlan: { reason: 'snow', facilityIds: null },
    answerRuns: { runIds: [counting.runId], outcome: 'approved', note: '' },
    changeRun: { name: 'Another name', startLocal: null, dueLocal: null },
    copyPlan: { name: 'Again', isTemplate: true },
    previewItems: { itemSet: { kind: 'everything' }, facilities: [] },
    readPlanFile: { text: 'sku\ncola' },
    saveItemSet: { ...aSet, name: world.newId() },
    changeItemSet: { ...aSet, name: world.newId(), edits: 0, isRetired: false },
    saveSchedule: { ...schedule, edits: 0, isPaused: false },
    previewSchedule: { ...schedule, planId: known.planId },
    addBlackout: {
      facilityId: world.lisbon,
      fromDay: '2026-05-10',
      toDay: '2026-05-11',
      reason: 'Stock is moved',
    },
    liftBlackout: { reason: 'We count after all' },
    changeTimeZone: { timeZone: 'Europe/Lisbon', reason: 'It is' },
    cancelRun: { reason: 'no' },
    saveDrafts: { drafts: [{ runId: counting.runId, areaId: known.areaId, people: [known.personId] }] },
    // The seal of no drafts at all.
    publishBoard: { seal: sha256Of(Buffer.from('[]')) },
    discardDrafts: {},
    checkAssignmentFile: { text: 'facility,area,person' },
    saveAvailability: { personId: known.personId, minutes: [480, 480, 480, 480, 480, 0, 0], daysOff: [] },
    checkCountFile: countFile,
    takeInCountFile: countFile,
    assign: { assignments: [{ areaId: known.areaId, personId: known.personId }] },
    sendSignals: {
      facility: 'LIS',
      signals: [{ kind: 'short-pick', sku: 'cola', occurredAt: 1, reference: 'p' }],
    },
    sendSignalEvents: [
      {
        specversion: '1.0',
        id: '1',
        source: 'orders',
        type: 'pick.short',
        time: '2026-05-04T09:00:00Z',
        data: { facility: 'LIS', sku: 'cola' },
      },
    ],
    acceptSuggestions: { suggestionIds: [world.newId()] },
    snoozeSuggestions: { suggestionIds: [world.newId()], until: '2030-01-01' },
    dismissSuggestions: { suggestionIds: [world.newId()], reason: 'no' },
    reopenSession: { reason: 'again' },
    voidSession: { reason: 'its phone is lost' },
    joinSession: { reason: 'one area', into: counting.sessionId },
    joinMySession: { into: counting.sessionId },
    decide: {
      lines: [{ varianceId: known.varianceId, version: 1 }],
      outcome: 'approved',
      reasonId: known.reasonId,
      note: '',
    },
    reverseProposal: { reasonId: known.reasonId, note: 'wrong' },
    answerReversal: { outcome: 'declined', note: 'it was right' },
    matchCode: {
      sessionId: counting.sessionId,
      codeKey: 'X',
      productId: known.productId,
      packUnits: 1,
    },
    decideLate: {
      sessionId: counting.sessionId,
      scanIds: [counting.events[1]?.['scanId']],
      accept: true,
      reason: 'yes',
    },
    submitFacility: { note: '' },
    acceptOffset: {
      from: { varianceId: known.varianceId, version: 1 },
      to: { varianceId: known.varianceId, version: 1 },
      reasonId: known.reasonId,
      note: '',
    },
    rejectOffset: { from: known.varianceId, to: known.varianceId },
    saveReasons: { seen: '', reasons: [] },
    explainArea: { reason: 'closed' },
    answerSubmission: { number: 1, outcome: 'accepted', note: '' },
    resolveSetAside: { recordIds: [world.newId()], action: 'count', reason: 'yes' },
    checkUnsent: unsent,
    takeInUnsent: { file: unsent, reason: 'its phone is broken' },
    askRecount: {
      lines: [{ varianceId: known.varianceId, version: 1 }],
      personId: known.personId,
      note: 'Look again',
    },
    abcPreview: { classes: abcClasses },
    saveAbc: {
      seen: createHash('sha256').update(JSON.stringify(abcClasses)).digest('hex'),
      classes: abcClasses,
    },
    saveRules: { basedOn: 0, rules: noRules, reason: 'to begin with' },
    dryRunRules: { rules: noRules },
    setClosing: { postingDate: '2026-11-30', accountingPeriod: '2026-11', cutOff: [] },
    enterSheet: {
      number: 'XXXX-XXXX',
      countedBy: { name: 'Somebody' },
      countedLocal: '2026-05-04T09:00',
      lines: [],
      others: [],
      emptyLocations: [],
      besides: false,
    },
    testCount: { varianceId: known.varianceId, countedMilli: 3000, note: '' },
    signCount: { statement: 'Counted in full', figuresHash: '0'.repeat(64) },
    adjustStock: {
      requestId: 'one',
      productId: known.productId,
      locationId: known.locationId,
      lot: null,
      serial: null,
      deltaMilli: 1000,
      reason: 'found',
      comment: 'behind the shelf',
    },
  }
  return bodies[name]
}

const aSet = {
  name: 'Drinks',
  itemSet: { kind: 'any-of', parts: [{ kind: 'category', categories: ['Drinks'] }] },
}

function planOf(facilities: readonly string[]) {
  return {
    name: 'Winter count',
    purpose: 'annual',
    isTemplate: false,
    blind: true,
    itemSet: { kind: 'everything' },
    startLocal: null,
    dueLocal: null,
    facilities: facilities.map((facilityId) => ({ facilityId, itemSet: null })),
  }
}
