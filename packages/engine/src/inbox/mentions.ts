import { mentionsIn, withNames, type ProposalId, type SessionId, type VarianceId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { threadName } from '../comments/subject.ts'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Waiting } from './thing.ts'

/** For how long a mention is listed; its thread stays where it is. */
const LISTED_MS = 30 * 86_400_000
const LOOKED_AT = 500

/** Threads that name the person, each once, by the newest comment that does. Nobody is told of what they said themselves. */
export async function mentionsOf(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const scope = scopeOf(actor, 'review')
  if (scope !== 'all' && scope.length === 0) return []
  const rows = await ctx.db.read
    .selectFrom('comment_mention as m')
    .innerJoin('comment as c', 'c.comment_id', 'm.comment_id')
    .innerJoin('comment_revision as r', (join) =>
      join
        .onRef('r.comment_id', '=', 'c.comment_id')
        .on(
          sql<boolean>`r.revision = (select max(newest.revision) from comment_revision newest where newest.comment_id = c.comment_id)`,
        ),
    )
    .innerJoin('count_run as run', 'run.run_id', 'c.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'c.facility_id')
    .select(['c.subject_kind', 'c.subject_key', 'c.subject_id', 'c.said_by', 'm.mentioned_at', 'r.body'])
    .select(['c.run_id', 'run.name as run_name', 'c.facility_id', 'f.name as facility_name', 'f.time_zone'])
    .where('m.person_id', '=', actor.personId)
    .where('c.org_id', '=', actor.orgId)
    .where('c.said_by', '!=', actor.personId)
    .where('m.mentioned_at', '>=', ctx.now() - LISTED_MS)
    .$if(scope !== 'all', (found) => found.where('c.facility_id', 'in', scope === 'all' ? [] : scope))
    .orderBy('m.mentioned_at', 'desc')
    .limit(LOOKED_AT)
    .execute()
  const threads = Map.groupBy(rows, (row) =>
    threadName({ runId: row.run_id, kind: row.subject_kind, key: row.subject_key }),
  )
  const titleOf = await titlesOf(ctx, rows)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.flatMap((row) => mentionsIn(row.body)),
  )
  return [...threads].flatMap(([key, [row]]): Waiting[] => {
    if (!row) return []
    return [
      {
        key,
        kind: 'mention',
        at: row.mentioned_at,
        runId: row.run_id,
        runName: row.run_name,
        facilityId: row.facility_id,
        facilityName: row.facility_name,
        timeZone: row.time_zone,
        n: 1,
        personId: row.said_by,
        text: withNames(row.body, nameOf),
        subject: { kind: row.subject_kind, id: row.subject_id, title: titleOf(row.subject_id) },
      },
    ]
  })
}

interface Named {
  readonly subject_kind: 'session' | 'variance' | 'proposal'
  readonly subject_id: string
}

/** What people call the things: the area of a session; what lies where of a line or proposal. */
async function titlesOf(ctx: EngineContext, rows: readonly Named[]): Promise<(id: string) => string> {
  const idsOf = (kind: Named['subject_kind']) =>
    rows.filter((row) => row.subject_kind === kind).map((row) => row.subject_id)
  const titles = new Map<string, string>()
  const [sessions, lines, proposals] = [idsOf('session'), idsOf('variance'), idsOf('proposal')]
  if (sessions.length > 0) {
    const found = await ctx.db.read
      .selectFrom('inventory_count_import as s')
      .innerJoin('area as a', 'a.area_id', 's.area_id')
      .select(['s.inventory_count_import_id as id', 'a.name'])
      .where('s.inventory_count_import_id', 'in', sessions as SessionId[])
      .execute()
    for (const row of found) titles.set(row.id, row.name)
  }
  if (lines.length > 0) {
    const found = await ctx.db.read
      .selectFrom('inv_count_import_variance as v')
      .leftJoin('product as p', 'p.product_id', 'v.product_id')
      .select(['v.variance_id as id', 'p.title', 'v.product_identifier', 'v.location_seq_id'])
      .where('v.variance_id', 'in', lines as VarianceId[])
      .execute()
    for (const row of found) titles.set(row.id, placed(row.title ?? row.product_identifier, row))
  }
  if (proposals.length > 0) {
    const found = await ctx.db.read
      .selectFrom('proposed_actions as a')
      .innerJoin('product as p', 'p.product_id', 'a.product_id')
      .leftJoin('location as l', 'l.location_id', 'a.location_id')
      .select(['a.proposal_id as id', 'p.title', 'l.location_seq_id'])
      .where('a.proposal_id', 'in', proposals as ProposalId[])
      .execute()
    for (const row of found) titles.set(row.id, placed(row.title, row))
  }
  return (id) => titles.get(id) ?? ''
}

function placed(
  title: string,
  { location_seq_id: bin }: { readonly location_seq_id: string | null },
): string {
  return bin === null ? title : `${title} · ${bin}`
}
