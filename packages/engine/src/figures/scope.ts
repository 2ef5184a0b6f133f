import type { FacilityId, OrgId, RunId } from '@cyclecount/domain'
import { mirroredPlace } from '../company/mirror.ts'
import { requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { facilityCount } from '../reconcile/facility-count.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const USUAL_DAYS = 365
const MOST_DAYS = 3660

/** What figures are of: always within the org and the facilities that the actor may review. */
export interface FiguresScope {
  readonly orgId: OrgId
  readonly facilities: 'all' | readonly FacilityId[]
  /** Where the actor may see what things cost. */
  readonly costAt: 'all' | readonly FacilityId[]
  /** One run as it stands; null: counts that were submitted to HQ. */
  readonly runId: RunId | null
  /** UTC ms; a count belongs to when it was last compared with the book. */
  readonly since: number
  readonly now: number
}

interface Asked {
  readonly facilityId?: FacilityId | undefined
  readonly runId?: RunId | undefined
  readonly days?: string | undefined
}

/** Refuses a facility or run that is not the actor's to review; where neither is named it is every one that is. */
export async function figuresScope(ctx: EngineContext, actor: Actor, asked: Asked): Promise<FiguresScope> {
  const now = ctx.now()
  const days = Math.min(MOST_DAYS, Math.max(1, Number(asked.days ?? USUAL_DAYS)))
  const rest = { orgId: actor.orgId, costAt: scopeOf(actor, 'see-cost'), now }
  if (asked.runId !== undefined) {
    const count = await facilityCount(ctx, actor, 'review', asked.runId)
    return { ...rest, facilities: [count.facilityId], runId: count.runId, since: 0 }
  }
  const since = now - days * DAY_MS
  if (asked.facilityId === undefined) {
    return { ...rest, facilities: scopeOf(actor, 'review'), runId: null, since }
  }
  requireAt(actor, 'review', asked.facilityId)
  await mirroredPlace(ctx, actor, asked.facilityId)
  return { ...rest, facilities: [asked.facilityId], runId: null, since }
}

/** Whether the actor sees cost anywhere in the scope. */
export function showsCost({ facilities, costAt }: FiguresScope): boolean {
  if (costAt === 'all') return true
  return facilities === 'all' ? costAt.length > 0 : facilities.some((each) => costAt.includes(each))
}

/** Whether there is no facility that the actor may review: then there is nothing to ask the database for. */
export function hasNoFacility({ facilities }: FiguresScope): boolean {
  return facilities !== 'all' && facilities.length === 0
}
