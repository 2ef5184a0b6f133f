import type { Rules } from '@cyclecount/contract'
import { isAllowed, type FacilityId, type PersonId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Reply } from '../reports/reply.ts'
import { NO_RULES, storedRules } from './rule-versions.ts'

const VERSIONS = 100

/** The rules that hold and the versions before them, with what a layer may name. Layers of other facilities are not told. */
export async function rulesPage(ctx: EngineContext, actor: Actor): Promise<Reply<'rules'>> {
  const scope = scopeOf(actor, 'see-rules')
  const facilities = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'name', 'currency'])
    .where('org_id', '=', actor.orgId)
    .$if(scope !== 'all', (found) => found.where('facility_id', 'in', scope === 'all' ? [] : scope))
    .orderBy('code')
    .execute()
  const rows = await ctx.db.read
    .selectFrom('guardrail_version')
    .selectAll()
    .where('org_id', '=', actor.orgId)
    .orderBy('version', 'desc')
    .limit(VERSIONS)
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.flatMap((row): PersonId[] => (row.made_by === null ? [] : [row.made_by])),
  )
  const known = new Set(facilities.map((row) => row.facility_id))
  const first = { version: 0, rules: NO_RULES.rules, reason: '', madeBy: null, madeAt: null }
  const versions = rows.map((row) => ({
    version: row.version,
    rules: withoutOthers(storedRules(row.rules), known),
    reason: row.reason,
    madeBy: row.made_by === null ? null : nameOf(row.made_by),
    madeAt: row.made_at,
  }))
  const everywhere = actor.grants.filter((grant) => grant.facilityId === null)
  return {
    versions: [...versions, ...(rows.length < VERSIONS ? [first] : [])],
    mayEdit: isAllowed(everywhere, 'edit-rules', null),
    choices: {
      ...(await classesOf(ctx, actor)),
      facilities: facilities.map((row) => ({
        facilityId: row.facility_id,
        name: row.name,
        currency: row.currency,
      })),
    },
  }
}

function withoutOthers(rules: Rules, known: ReadonlySet<FacilityId>): Rules {
  const isTold = ({ scope }: Rules['layers'][number]) =>
    scope.facilityId === null || known.has(scope.facilityId)
  return { ...rules, layers: rules.layers.filter(isTold) }
}

async function classesOf(ctx: EngineContext, actor: Actor) {
  const products = () =>
    ctx.db.read.selectFrom('product').where('org_id', '=', actor.orgId).where('active', '=', 1)
  const categories = await products().select('category').distinct().orderBy('category').execute()
  const classes = await products()
    .select('abc_class')
    .distinct()
    .where('abc_class', 'is not', null)
    .orderBy('abc_class')
    .execute()
  return {
    categories: categories.map((row) => row.category).filter((category) => category !== ''),
    abcClasses: classes.flatMap((row) => row.abc_class ?? []),
  }
}
