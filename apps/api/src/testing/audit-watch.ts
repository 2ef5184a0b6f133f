import type { Database, Schema } from '@cyclecount/db'
import { tables } from '@cyclecount/db'
import { sql } from 'kysely'

type TableName = (typeof tables)[number]['name']

/**
 * Which changes of a table have to come with an entry in the audit log, in the same transaction: all, those of the columns named (and every
 * row that is new or gone), only changes of the columns named, or none, for the reason given. A new table does not compile before it is said here.
 */
type Rule =
  | 'all'
  | readonly string[]
  | { readonly onlyChangesOf: readonly string[] }
  | { readonly none: string }
const STATE: { readonly [Name in TableName]: Rule } = {
  org: { none: 'made before there is a facility, which is what a log is of' },
  server_identity: { none: 'says which copy of the data this is' },
  // Made before there is a facility.
  backend: { onlyChangesOf: ['status', 'paused_at', 'paused_by'] },
  facility: ['code', 'name', 'kind', 'time_zone', 'currency', 'catalogue_version'],
  zone: 'all',
  location: 'all',
  area: 'all',
  area_location: 'all',
  product: { none: 'the backend keeps it; the log tells of the catalogue that was published' },
  product_barcode: { none: 'as the product' },
  product_tag: { none: 'as the product' },
  external_id: { none: 'names of what is told itself' },
  person: { none: 'may do nothing before a role is granted' },
  person_profile: { none: 'names are kept out of the log, so that they can be forgotten' },
  role_grant: 'all',
  device: ['label', 'token_hash', 'enrolled_by', 'revoked_at'],
  device_person: { none: 'who is on a device at the moment; its log says who counted' },
  decision_reason: 'all',
  reason_mapping: 'all',
  blob: { none: 'the content of what is told itself' },
  inventory_balance: { none: 'a copy of the book' },
  saved_item_set: { none: 'what it came to stands with each run' },
  count_plan: { none: 'makes nothing before it is published; each run that it makes is told' },
  count_plan_facility: { none: 'as the plan' },
  cycle_count_schedule: 'all',
  scheduled_facility: { none: 'how far the schedule was looked at there; what came of it is told' },
  schedule_occurrence: 'all',
  schedule_blackout: 'all',
  count_run: 'all',
  run_facility: ['status', 'round', 'start_local', 'due_local'],
  run_item: 'all',
  count_assignment: 'all',
  assignment_draft: { none: 'given to nobody before it is published, which is told' },
  person_availability: 'all',
  inventory_count_import: ['status_id'],
  session_device: { none: 'how far the log of a device was taken in' },
  scan: { none: 'a log that is only appended to, chained by its device' },
  scan_conflict: { none: 'found by the log of scans' },
  scan_quarantine: ['resolution'],
  inventory_count_import_item: { none: 'what the log of scans comes to' },
  session_location: { none: 'what the log of scans comes to' },
  inv_count_import_status: { none: 'the history of what is told itself' },
  count_upload: 'all',
  session_upload: 'all',
  facility_submission: 'all',
  area_explanation: 'all',
  on_hand_snapshot: { none: 'a copy of the book' },
  on_hand_snapshot_line: { none: 'a copy of the book' },
  book_movement: { none: 'a copy of the book' },
  inv_count_import_variance: 'all',
  book_watch: { none: 'how far the book was looked at' },
  book_moved: 'all',
  inventory_var_dcsn_rsn: 'all',
  first_approval: 'all',
  reversal_request: 'all',
  guardrail_version: 'all',
  line_verdict: { none: 'what a version of the rules makes of a line; the decision is told' },
  offset_rejection: 'all',
  recount_item: 'all',
  proposed_actions: ['status_id'],
  delivery: { none: 'the queue; what becomes of its proposals is told' },
  delivery_lane: { none: 'whose turn it is' },
  delivery_attempt: { none: 'a journal' },
  facility_by_event: 'all',
  adjustment_request: { none: 'what was asked for; the proposal that it is about is told' },
  adjustment_answer: { none: 'a log of messages; what they make of a proposal is told' },
  stock_hint_source: 'all',
  stock_hint: { none: 'a log of messages, which change nothing by themselves' },
  count_closing: 'all',
  auditor_test_count: 'all',
  count_certificate: 'all',
  comment: 'all',
  comment_revision: 'all',
  comment_mention: 'all',
  comment_attachment: 'all',
  inbox_seen: { none: 'what one person has looked at' },
  job: { none: 'work to do' },
  job_attempt: { none: 'a journal' },
  machine: ['name', 'token_hash', 'scopes', 'expires_at', 'revoked_at'],
  machine_facility: 'all',
  machine_request: { none: 'what was answered to a machine' },
  count_signal: 'all',
  product_use: { none: 'a copy of the book' },
  suggestion_state: { none: 'how current the suggestions are' },
  // What the facts come to; what people make of it is told.
  count_suggestion: { onlyChangesOf: ['decided_by', 'decided_at', 'note'] },
  abc_class: 'all',
  events: { none: 'a log of its own' },
  event_head: { none: 'the end of that log' },
  webhook: ['name', 'url', 'types', 'shows_cost', 'status', 'secret', 'removed_at'],
  webhook_facility: 'all',
  webhook_delivery: { none: 'a queue' },
  webhook_attempt: { none: 'a journal' },
  event_stream: { none: 'how far the events were published' },
  audit_head: { none: 'the audit log itself' },
  reflexion_log: { none: 'the audit log itself' },
}

/** What was changed without a word to the auditor, transaction by transaction. */
export interface AuditWatch {
  readonly untold: readonly string[]
  /** What was written so far was made up for a test, not done by the product. */
  readonly forget: () => void
}

/** Watches every transaction of a SQLite database from now on. */
export async function watchAudit(db: Database<Schema>): Promise<AuditWatch> {
  const untold: string[] = []
  await db.write(async (tx) => {
    await sql`create temp table touched (name text primary key)`.execute(tx)
    for (const spec of tables) for (const trigger of triggersOf(spec)) await sql.raw(trigger).execute(tx)
  })
  const write = db.write
  const watched: typeof write = (work) =>
    write(async (tx) => {
      const done = await work(tx)
      const { rows } = await sql<{ name: string }>`select name from touched`.execute(tx)
      await sql`delete from touched`.execute(tx)
      const names = rows.map(({ name }) => name)
      const changed = names.filter((name) => name !== 'reflexion_log')
      if (changed.length > 0 && changed.length === names.length) untold.push(changed.toSorted().join(', '))
      return done
    })
  Object.assign(db, { write: watched })
  return {
    untold,
    forget: () => {
      untold.length = 0
    },
  }
}

function triggersOf({ name, columns }: (typeof tables)[number]): readonly string[] {
  const note = `begin insert into touched select '${name}' where not exists (select 1 from touched where name = '${name}'); end`
  const on = (change: string, when = '') =>
    `create temp trigger touched_${name}_${change} after ${change} on main.${name} ${when} ${note}`
  if (name === 'reflexion_log') return [on('insert')]
  const rule: Rule = STATE[name]
  if (typeof rule === 'object' && 'none' in rule) return []
  const isOnlyChanges = typeof rule === 'object' && 'onlyChangesOf' in rule
  const told = rule === 'all' ? Object.keys(columns) : isOnlyChanges ? rule.onlyChangesOf : rule
  const differs = told.map((column) => `old.${column} is not new.${column}`).join(' or ')
  const changed = on('update', `when ${differs}`)
  return isOnlyChanges ? [changed] : [on('insert'), on('delete'), changed]
}
