import { fail, type QueryOf, type SessionLogReply, type routes } from '@cyclecount/contract'
import { statement } from '@cyclecount/db'
import {
  NO_CHAIN,
  isAllowed,
  type Chain,
  type OrgId,
  type PersonId,
  type SessionId,
} from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import { say } from '../words/say.ts'

const PAGE = 2000

const sessionOf = statement<{ sessionId: SessionId; orgId: OrgId; personId: PersonId }>()((db, given) =>
  db
    .selectFrom('inventory_count_import')
    .selectAll()
    .where('inventory_count_import_id', '=', given('sessionId'))
    .where('org_id', '=', given('orgId'))
    .where('uploaded_by_user_login', '=', given('personId')),
)
const pageAfter = statement<{ sessionId: SessionId; after: number }>()((db, given) =>
  db
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', given('sessionId'))
    .where('change_seq', '>', given('after'))
    .orderBy('change_seq')
    .limit(PAGE + 1),
)

/**
 * The actor's own session as the server holds it: a page of its log in order of arrival. Not found for anybody else. `refetch` where
 * what the reader holds is not the beginning of this log.
 */
export async function sessionLog(
  ctx: EngineContext,
  actor: Actor,
  sessionId: SessionId,
  query: QueryOf<typeof routes.sessionLog>,
): Promise<SessionLogReply> {
  const after = Number(query.after ?? '0')
  if (!Number.isSafeInteger(after) || after < 0) {
    fail('bad-request', say('query.wrong'), [{ path: 'query.after', message: say('query.notGivenOut') }])
  }
  const session = await ownSession(ctx.db.read, actor, sessionId)
  const incarnation = await serverIncarnation(ctx)
  const before = await chainAt(ctx, sessionId, after)
  if (before === null || (query.chain !== undefined && query.chain !== before))
    return { refetch: true, incarnation }
  const rows = await pageAfter(ctx.db.read, { sessionId, after })
  const page = rows.slice(0, PAGE)
  return {
    refetch: false,
    sessionId,
    assignmentId: session.assignment_id,
    runId: session.run_id,
    facilityId: session.facility_id,
    areaId: session.area_id,
    userId: session.uploaded_by_user_login,
    state: session.status_id,
    incarnation,
    serverTime: ctx.now(),
    cursor: page.at(-1)?.change_seq ?? after,
    chain: page.at(-1)?.chain ?? before,
    more: rows.length > PAGE,
    events: page.map(rowToEvent),
  }
}

/** The actor's own session. Not found for anybody else. */
export async function ownSession(on: ReadOrTx, { orgId, personId, grants }: Actor, sessionId: SessionId) {
  const [session] = await sessionOf(on, { sessionId, orgId, personId })
  if (!session || !isAllowed(grants, 'count', session.facility_id)) fail('not-found', say('session.notYours'))
  return session
}

/** The session's chain up to and with a change; null where there is no such change. */
async function chainAt(ctx: EngineContext, sessionId: SessionId, changeSeq: number): Promise<Chain | null> {
  if (changeSeq === 0) return NO_CHAIN
  const row = await ctx.db.read
    .selectFrom('scan')
    .select('chain')
    .where('session_id', '=', sessionId)
    .where('change_seq', '=', changeSeq)
    .executeTakeFirst()
  return row?.chain ?? null
}
