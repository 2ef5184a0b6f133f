import { ProblemError, syncRoutes, type Call, type SessionLogPage } from '@cyclecount/contract'
import { chainStep, itemKey, type SessionId } from '@cyclecount/domain'
import type { LackingHistory, LocalStore } from './ports.ts'

/** What taking a session over needs. */
export interface ResumeDeps {
  readonly store: LocalStore
  readonly call: Call
  /** Lets others go first: resolves when it is this work's turn again. */
  readonly pause: () => Promise<void>
}

/**
 * Begins with a session as the server says it stands, which is one answer however long it is (rule RS5). False where there is none
 * to be had, or this device holds something of the session already: then the log is pulled.
 */
export async function beginWithSnapshot(
  { store, call }: Omit<ResumeDeps, 'pause'>,
  sessionId: SessionId,
): Promise<boolean> {
  const { snapshot } = await call(syncRoutes.sessionSnapshot, { params: { sessionId } }).catch(
    withoutSnapshots,
  )
  if (!snapshot) return false
  const items = snapshot.lines.map((line) => ({ key: itemKey(line), ...line }))
  const meanings = new Map(snapshot.meanings.map((meaning) => [meaning.codeKey, meaning]))
  return store.adoptSnapshot({ ...snapshot, items, meanings })
}

/** A server of an earlier version has no such route. */
function withoutSnapshots(error: unknown): { readonly snapshot: null } {
  if (error instanceof ProblemError && error.problem.kind === 'not-found') return { snapshot: null }
  throw error
}

/** As many rows are kept at once as a scan does not have to wait for. */
const EVENTS_AT_ONCE = 100

export type History = 'whole' | 'another-log'

const underWay = new WeakMap<LocalStore, Map<SessionId, Promise<History>>>()

/**
 * Brings the log behind a session that began with a snapshot, a little at a time, so that no scan waits for it (rule RS7); it goes
 * on where it was interrupted. `another-log`: the server's is not the one that the snapshot was of, and everything is to be pulled.
 */
export function fetchHistory(deps: ResumeDeps, sessionId: SessionId): Promise<History> {
  const ofStore = underWay.get(deps.store) ?? new Map<SessionId, Promise<History>>()
  underWay.set(deps.store, ofStore)
  const known = ofStore.get(sessionId)
  if (known) return known
  const fetching = fetchAll(deps, sessionId).finally(() => ofStore.delete(sessionId))
  ofStore.set(sessionId, fetching)
  return fetching
}

async function fetchAll(deps: ResumeDeps, sessionId: SessionId): Promise<History> {
  const { store, call } = deps
  const { incarnation } = await store.identity()
  for (;;) {
    const lacking = await store.lacking(sessionId)
    if (!lacking) return 'whole'
    const { seq, chain } = lacking.from
    const query = { after: String(seq), chain }
    const page = await call(syncRoutes.sessionLog, { params: { sessionId }, query })
    const isOther = incarnation !== null && incarnation !== page.incarnation
    if (page.refetch || isOther || !(await keepPage(deps, lacking, page))) return 'another-log'
  }
}

/** False where the page does not go on from what is kept, event by event. */
async function keepPage(
  { store, pause }: ResumeDeps,
  lacking: LackingHistory,
  page: SessionLogPage,
): Promise<boolean> {
  let { from } = lacking
  const isWhole = page.events.length > 0 && page.cursor - from.seq === page.events.length
  const chain = page.events.reduce((before, { scanId }) => chainStep(before, scanId), from.chain)
  if (!isWhole || chain !== page.chain) return false
  // What arrived since the snapshot is pulled when all of this is here.
  const events = page.events.slice(0, lacking.through - from.seq)
  for (let at = 0; at < events.length; at += EVENTS_AT_ONCE) {
    const part = events.slice(at, at + EVENTS_AT_ONCE)
    const place = {
      seq: from.seq + part.length,
      chain: part.reduce((before, { scanId }) => chainStep(before, scanId), from.chain),
    }
    await store.keepHistory(page.sessionId, from, part, place)
    from = place
    await pause()
  }
  return true
}
