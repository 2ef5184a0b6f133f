import { sql, type Kysely, type QueryExecutorProvider } from 'kysely'
import type { Dialect } from '../plumbing/index.ts'

/**
 * What the audit log says is never changed and never removed: the database itself refuses it, whoever asks. Who may drop a trigger gets
 * past that, and is found by the seals. For migration 0001.
 */
export async function keepAuditLog(db: Kysely<never>, dialect: Dialect): Promise<void> {
  for (const statement of statements[dialect]) await sql.raw(statement).execute(db)
}

/** Gets past it, as who wants to change the log unseen would. For tests of how that is found. */
export async function freeAuditLog(db: QueryExecutorProvider, dialect: Dialect): Promise<void> {
  const names = dialect === 'sqlite' ? ['kept_on_update', 'kept_on_delete'] : ['kept']
  for (const name of names) {
    const of = dialect === 'sqlite' ? '' : ' on reflexion_log'
    await sql.raw(`drop trigger if exists reflexion_log_${name}${of}`).execute(db)
  }
}

const REFUSAL = 'the audit log is only appended to'

const statements: Record<Dialect, readonly string[]> = {
  sqlite: (['update', 'delete'] as const).map(
    (change) => `create trigger reflexion_log_kept_on_${change} before ${change} on reflexion_log
  begin select raise(abort, '${REFUSAL}'); end`,
  ),
  postgres: [
    `create or replace function reflexion_log_kept() returns trigger language plpgsql as $$
  begin raise exception '${REFUSAL}'; end $$`,
    `create trigger reflexion_log_kept before update or delete or truncate on reflexion_log
  for each statement execute function reflexion_log_kept()`,
  ],
}
