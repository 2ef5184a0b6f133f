import {
  demoAreas,
  demoCompany,
  demoPeople,
  demoRetailer,
  demoStoryFacility,
  type DemoRetailer,
} from '@cyclecount/demo'
import type { BackendId, FacilityId, Grant, OrgId } from '@cyclecount/domain'
import {
  addPeople,
  backendSettings,
  createAreas,
  ensureBackend,
  ensureOrg,
  ensureReasons,
  importFromBackend,
  keepBackendSettings,
} from '@cyclecount/engine'
import { loadRetailer } from '@cyclecount/ledger'
import { CompanySettings, LEDGER_NAME } from '../company-settings.ts'
import type { ApiContext } from '../context.ts'
import { say } from '../say.ts'
import { makeFirstRules } from './first-rules.ts'
import { planFirstRun } from './plan-first-run.ts'
import { seedPastCounts } from './seed-past-counts.ts'

/** The same company every time. */
const SEED = 'quillmere-1'

export interface DemoBooks {
  readonly retailer: DemoRetailer
  readonly seed: string
}

/**
 * Makes the demo company where there is none yet: its books in the ledger, its mirror, areas, people and one planned run. Each
 * step finds what an earlier, interrupted start left. What people do afterwards is kept.
 */
export async function seedDemo(ctx: ApiContext): Promise<DemoBooks | { readonly refusal: string }> {
  const { engine } = ctx
  const orgId = await ensureOrg(engine, demoCompany)
  const backendId = await ensureBackend(engine, { orgId, kind: 'ledger', name: LEDGER_NAME })
  const settings = CompanySettings.parse(await backendSettings(engine, backendId))
  const seededAt = settings.seededAt ?? engine.now()
  const books = { retailer: demoRetailer({ seed: SEED, now: seededAt }), seed: SEED }
  if (settings.finished === true) return books
  say(['Making the demo company (once) …'])
  await keepBackendSettings(engine, backendId, { source: 'demo', seededAt })
  const loaded = await loadRetailer(ctx.ledger, books.retailer)
  if (loaded.kind === 'refused' && settings.seededAt === undefined) {
    await keepBackendSettings(engine, backendId, {})
    return {
      refusal:
        'The inventory ledger holds another retailer than the demo company. Choose another data folder: DATA_DIR=demo-data npm start',
    }
  }
  await fill(ctx, orgId, backendId, { ...books, now: seededAt })
  await keepBackendSettings(engine, backendId, { source: 'demo', seededAt, finished: true })
  return books
}

async function fill(
  ctx: ApiContext,
  orgId: OrgId,
  backendId: BackendId,
  books: DemoBooks & { readonly now: number },
): Promise<void> {
  const { engine } = ctx
  const { retailer } = books
  const { facilities } = await importFromBackend(engine, { orgId, backendId })
  await ensureReasons(engine, orgId)
  const byCode = new Map(facilities.map(({ code, facilityId }) => [code, facilityId]))
  for (const [code, areas] of Map.groupBy(demoAreas(retailer), (area) => area.facility)) {
    await createAreas(
      engine,
      { orgId, facilityId: facilityOf(byCode, code) },
      areas.map((area) => ({ code: area.code, name: area.name, locations: area.bins })),
    )
  }
  await addPeople(
    engine,
    orgId,
    demoPeople.map(({ subject, name, grants }) => ({
      issuer: ctx.config.identity.realm,
      subject,
      name,
      grants: grants.map(({ role, facilityCode }): Grant => ({
        role,
        facilityId: facilityCode === null ? null : facilityOf(byCode, facilityCode),
      })),
    })),
  )
  await planFirstRun(ctx, facilityOf(byCode, demoStoryFacility))
  await seedPastCounts(ctx, orgId, books)
  await makeFirstRules(ctx)
}

function facilityOf(byCode: ReadonlyMap<string, FacilityId>, code: string): FacilityId {
  const facilityId = byCode.get(code)
  if (facilityId === undefined) throw new Error(`the demo company has no facility ${code}`)
  return facilityId
}
