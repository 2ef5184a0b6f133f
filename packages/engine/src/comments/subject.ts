import { createHash } from 'node:crypto'
import { fail, type ThreadSubject } from '@cyclecount/contract'
import {
  parseId,
  type FacilityId,
  type OrgId,
  type ProposalId,
  type RunId,
  type SessionId,
  type VarianceId,
} from '@cyclecount/domain'
import { requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import type { Params } from '../reports/reply.ts'
import { say } from '../words/say.ts'

/** What is commented on, and the thread it has. */
export interface Subject {
  readonly kind: ThreadSubject
  readonly id: string
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly runId: RunId
  /** The same for everything that shares the thread: all versions of a line, in every round. */
  readonly key: string
}

/** What the path names, for who reviews there. Fails with `not-found` beyond the actor's facilities. */
export async function subjectOf(
  ctx: EngineContext,
  actor: Actor,
  { subject: kind, subjectId }: Params<'thread'>,
): Promise<Subject> {
  const found = await find(ctx, kind, subjectId)
  const scope = scopeOf(actor, 'review')
  if (found?.orgId !== actor.orgId || (scope !== 'all' && !scope.includes(found.facilityId)))
    return fail('not-found', say('comment.subject.none'))
  requireAt(actor, 'review', found.facilityId)
  return { kind, id: subjectId, ...found }
}

async function find(
  ctx: EngineContext,
  kind: ThreadSubject,
  id: string,
): Promise<Omit<Subject, 'kind' | 'id'> | undefined> {
  const row = await rowOf(ctx, kind, id)
  return row && { orgId: row.org_id, facilityId: row.facility_id, runId: row.run_id, key: row.key }
}

async function rowOf({ db }: EngineContext, kind: ThreadSubject, id: string) {
  switch (kind) {
    case 'session':
      return db.read
        .selectFrom('inventory_count_import')
        .select(['org_id', 'facility_id', 'run_id', 'inventory_count_import_id as key'])
        .where('inventory_count_import_id', '=', parseId<SessionId>(id))
        .executeTakeFirst()
    case 'variance':
      return db.read
        .selectFrom('inv_count_import_variance')
        .select(['org_id', 'facility_id', 'run_id', 'line_key as key'])
        .where('variance_id', '=', parseId<VarianceId>(id))
        .executeTakeFirst()
    case 'proposal':
      return db.read
        .selectFrom('proposed_actions')
        .select(['org_id', 'facility_id', 'run_id', 'proposal_id as key'])
        .where('proposal_id', '=', parseId<ProposalId>(id))
        .executeTakeFirst()
  }
}

/** What a thread is called in an inbox. */
export function threadName({ runId, kind, key }: Pick<Subject, 'runId' | 'kind' | 'key'>): string {
  return `thread:${createHash('sha256')
    .update(JSON.stringify([runId, kind, key]))
    .digest('hex')
    .slice(0, 40)}`
}
