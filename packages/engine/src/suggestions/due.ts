import { startBeat, type Beat } from '../beat.ts'
import type { EngineContext } from '../context.ts'
import { requestSuggestions } from '../jobs/request-job.ts'
import { transact } from '../transact.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const LOOK_EVERY_MS = 10 * 60 * 1000

/**
 * Asks for the suggestions that are a day old, and for those where one that slept should wake; of facilities where somebody uses them. How many
 * facilities that were.
 */
export async function requestDueSuggestions(ctx: EngineContext): Promise<number> {
  const now = ctx.now()
  const due = await ctx.db.read
    .selectFrom('suggestion_state as st')
    .select(['st.facility_id', 'st.org_id'])
    .where((eb) =>
      eb.or([
        eb('st.computed_at', '<=', now - DAY_MS),
        eb.exists(
          eb
            .selectFrom('count_suggestion as s')
            .select('s.suggestion_id')
            .whereRef('s.facility_id', '=', 'st.facility_id')
            .where('s.state', '=', 'snoozed')
            .where('s.snoozed_until', '<=', now),
        ),
      ]),
    )
    .execute()
  for (const { facility_id: facilityId, org_id: orgId } of due)
    await transact(ctx, (tx) => requestSuggestions(tx, ctx, { orgId, facilityId }))
  return due.length
}

/** Looks for them every ten minutes until it is stopped; `wake` is told where there are any. */
export function startSuggestions(ctx: EngineContext, wake: () => void): Beat {
  let nextAt = 0
  return startBeat(
    ctx,
    async () => {
      if (ctx.now() < nextAt) return
      nextAt = ctx.now() + LOOK_EVERY_MS
      if ((await requestDueSuggestions(ctx)) > 0) wake()
    },
    'looking for suggestions that are due stopped short',
  )
}
