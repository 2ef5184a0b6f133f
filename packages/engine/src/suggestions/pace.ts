import { usualPace, type CountPace, type FacilityId, type OrgId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import { sessionWork } from '../figures/productivity.ts'
import { countedRuns, sumOf } from '../figures/records.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MEASURED_DAYS = 90
/** Less than this is no measure. */
const FEWEST_SCANS = 200
const HOUR_MS = 60 * 60 * 1000

/** How fast the facility counted in the last 90 days; the published pace where it counted too little to know. */
export async function paceAt(
  ctx: EngineContext,
  orgId: OrgId,
  facilityId: FacilityId,
): Promise<CountPace & { readonly measured: boolean }> {
  const now = ctx.now()
  const scope = {
    orgId,
    facilities: [facilityId],
    costAt: [],
    runId: null,
    since: now - MEASURED_DAYS * DAY_MS,
    now,
  }
  const sessions = await sessionWork(ctx, scope)
  const scans = sessions.reduce((total, session) => total + session.scans, 0)
  const activeMs = sessions.reduce((total, session) => total + session.activeMs, 0)
  if (scans < FEWEST_SCANS || activeMs === 0) return { ...usualPace, measured: false }
  const { units } = await countedRuns(ctx, scope)
    .innerJoin('inventory_count_import as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .where('s.status_id', '=', 'submitted')
    .where('i.status_id', '!=', 'voided')
    .select(sumOf<number>(sql`i.quantity`).as('units'))
    .executeTakeFirstOrThrow()
  return {
    scansPerHourMilli: Math.max(1, Math.round((scans * HOUR_MS * 1000) / activeMs)),
    unitsPerScanMilli: Math.max(1, Math.round(units / scans)),
    measured: true,
  }
}
