import { demoPeople } from '@cyclecount/demo'
import type { FacilityId, Grant, OrgId } from '@cyclecount/domain'
import {
  addPeople,
  createAreasFromZones,
  ensureBackend,
  ensureOrg,
  ensureReasons,
  importFromBackend,
  keepBackendSettings,
} from '@cyclecount/engine'
import { importRetailer, listFacilities, type ImportProgress } from '@cyclecount/ledger'
import { companySources, LEDGER_NAME } from '../company-settings.ts'
import type { ApiContext } from '../context.ts'

type Say = (lines: readonly string[]) => void

/**
 * Takes a retailer in: its books into the ledger, all or nothing, then our mirror of them, an area per zone, and the demo's
 * people where the demo sign-in is used. Every error of the files is said at once. Once it was interrupted it goes on.
 */
export async function importCompany(
  ctx: ApiContext,
  source: { readonly folder: string; readonly name: string },
  say: Say,
): Promise<'imported' | 'refused'> {
  const { engine } = ctx
  const sources = await companySources(engine)
  if (sources.some((held) => held.source === 'import' && held.finished === true)) {
    say(['A retailer was imported already. Another one needs another data folder:  DATA_DIR=other-data'])
    return 'refused'
  }
  if (sources.some((held) => held.source === 'demo')) {
    say([
      'The data is that of the demo company. Delete it with  npm run reset-demo  or keep both apart:',
      '  DATA_DIR=my-data npm run import-retailer -- FOLDER   and then   DATA_DIR=my-data npm start',
    ])
    return 'refused'
  }
  if (!(await takeInBooks(ctx, source.folder, say))) return 'refused'
  const orgId = await ensureOrg(engine, { code: 'retailer', name: source.name })
  const backendId = await ensureBackend(engine, { orgId, kind: 'ledger', name: LEDGER_NAME })
  await keepBackendSettings(engine, backendId, { source: 'import' })
  const tell = everySecond(say)
  const mirrored = await importFromBackend(engine, { orgId, backendId }, ({ what, done }) =>
    tell(`  ${what}: ${done}`),
  )
  await ensureReasons(engine, orgId)
  for (const { facilityId } of mirrored.facilities) await createAreasFromZones(engine, { orgId, facilityId })
  if (ctx.config.demo !== null)
    await addDemoPeople(
      ctx,
      orgId,
      mirrored.facilities.map((row) => row.facilityId),
    )
  await keepBackendSettings(engine, backendId, { source: 'import', finished: true })
  const { facilities, locations, products } = mirrored
  say([
    `Imported: ${facilities.length} facilities, ${locations} locations, ${products} products. Start with  npm start`,
  ])
  return 'imported'
}

async function takeInBooks(ctx: ApiContext, folder: string, say: Say): Promise<boolean> {
  // An import that was interrupted after this step goes on behind it.
  if ((await listFacilities(ctx.ledger, { after: null, limit: 1 })).length > 0) return true
  const tell = everySecond(say)
  const outcome = await importRetailer(ctx.ledger, folder, {
    onProgress: (progress) => tell(describe(progress)),
  })
  switch (outcome.kind) {
    case 'loaded':
      return true
    case 'wrong':
      say([
        `Nothing was imported: ${outcome.errors.length} errors.`,
        ...outcome.errors.map(({ file, line, column, message }) => {
          const place = [file, line === null ? null : `line ${line}`, column].filter((part) => part !== null)
          return `  ${place.join(', ')}: ${message}`
        }),
      ])
      return false
    case 'refused':
      say(['Nothing was imported.', ...outcome.problems.map((problem) => `  ${problem}`)])
      return false
  }
}

function describe(progress: ImportProgress): string {
  return progress.step === 'reading'
    ? `  reading ${progress.file}: ${progress.rows} lines`
    : `  ${progress.step}: ${progress.done}`
}

/** Progress is for a person to read along. */
function everySecond(say: Say): (line: string) => void {
  let last = 0
  return (line) => {
    if (performance.now() - last < 1000) return
    last = performance.now()
    say([line])
  }
}

/** The demo's people at their first facilities here, in order of the codes there and here. */
async function addDemoPeople(
  ctx: ApiContext,
  orgId: OrgId,
  facilities: readonly FacilityId[],
): Promise<void> {
  const codes = [
    ...new Set(demoPeople.flatMap(({ grants }) => grants.flatMap((grant) => grant.facilityCode ?? []))),
  ]
  const grantsOf = (person: (typeof demoPeople)[number]) =>
    person.grants.flatMap(({ role, facilityCode }): Grant[] => {
      if (facilityCode === null) return [{ role, facilityId: null }]
      const facilityId = facilities[codes.indexOf(facilityCode)]
      return facilityId === undefined ? [] : [{ role, facilityId }]
    })
  await addPeople(
    ctx.engine,
    orgId,
    demoPeople
      .map((person) => ({
        issuer: ctx.config.identity.realm,
        subject: person.subject,
        name: person.name,
        grants: grantsOf(person),
      }))
      .filter(({ grants }) => grants.length > 0),
  )
}
