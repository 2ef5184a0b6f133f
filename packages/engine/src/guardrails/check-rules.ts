import { fail, type Rules } from '@cyclecount/contract'
import type { Actor, EngineContext } from '../context.ts'
import { say } from '../words/say.ts'

type Layer = Rules['layers'][number]

/** Refuses rules that would not mean what they say, naming every fault at once. */
export async function checkRules(ctx: EngineContext, actor: Actor, rules: Rules): Promise<void> {
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'currency'])
    .where('org_id', '=', actor.orgId)
    .execute()
  const currencies = new Map(rows.map((row) => [row.facility_id, row.currency]))
  const names = rules.layers.map(({ name }) => name.trim())
  const details = rules.layers.flatMap((layer, index) => {
    const path = `body.rules.layers.${index}`
    const { facilityId } = layer.scope
    const currency = facilityId === null ? null : (currencies.get(facilityId) ?? 'unknown')
    const isOther = currency !== null && layer.currency !== null && currency !== layer.currency
    return [
      ...(names.indexOf(layer.name.trim()) < index
        ? [{ path: `${path}.name`, message: say('rules.wrong.name') }]
        : []),
      ...(currency === 'unknown'
        ? [{ path: `${path}.scope.facilityId`, message: say('rules.wrong.facility') }]
        : []),
      ...(layer.counting !== undefined && (layer.scope.category !== null || layer.scope.abcClass !== null)
        ? [{ path: `${path}.counting`, message: say('rules.wrong.counting') }]
        : []),
      ...(namesAmounts(layer) && layer.currency === null
        ? [{ path: `${path}.currency`, message: say('rules.wrong.noCurrency') }]
        : []),
      ...(isOther && currency !== 'unknown'
        ? [{ path: `${path}.currency`, message: say('rules.wrong.otherCurrency', { currency }) }]
        : []),
    ]
  })
  if (details.length > 0) fail('bad-request', say('rules.wrong'), details)
}

function namesAmounts({ automatic, recount, cap, approval }: Layer): boolean {
  const limits = [automatic, recount].flatMap((band) => (band ? [band.short, band.over] : []))
  return (
    [...limits, cap].some((named) => named !== null && named.valueMicros !== null) ||
    (approval !== null && (approval.manager !== null || approval.planner !== null))
  )
}
