import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/** How many statements each connection keeps ready, and up to what length: lists of other lengths are other texts. */
const KEPT = 300
const LONGEST = 4_000
/** A text that comes so often is worth keeping. */
const OFTEN = 3
const MOST_COUNTED = 5_000

/**
 * The pool, whose connections keep what is asked often prepared: PostgreSQL reads and plans a statement anew each time otherwise, which
 * costs more than most of them. A text has the same name on every connection. Where a process with a newer schema has changed
 * a table meanwhile, one statement is refused (`isTransient`), and afterwards all have new names.
 */
export function keepPreparedByName(pool: pg.Pool): PostgresPool {
  const names = createNames()
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const preparing = (client: pg.PoolClient): PostgresPoolClient => ({
    query: (async (text: string, values: readonly unknown[]) => {
      try {
        return await client.query({ text, values: [...values], ...names.of(text, values.length) })
      } catch (error) {
        if (isOtherResult(error)) names.forget()
        throw error
      }
      // The other way to call it is for cursors, which are not used.
    }) as unknown as PostgresPoolClient['query'],
    release: (discarded?: boolean) => client.release(discarded),
  })
  return {
    connect: async () => {
      const client = await pool.connect()
      const kept = known.get(client) ?? preparing(client)
      known.set(client, kept)
      return kept
    },
    end: () => pool.end(),
    options: pool.options,
  }
}

interface Names {
  readonly of: (text: string, values: number) => { readonly name?: string }
  readonly forget: () => void
}

function createNames(): Names {
  const names = new Map<string, string>()
  const counted = new Map<string, number>()
  let given = 0
  return {
    of(text, values) {
      const name = names.get(text)
      if (name !== undefined) return { name }
      if (values === 0 || text.length > LONGEST || names.size >= KEPT) return {}
      if (counted.size > MOST_COUNTED) counted.clear()
      const times = (counted.get(text) ?? 0) + 1
      counted.set(text, times)
      if (times < OFTEN) return {}
      given += 1
      names.set(text, `kept_${given}`)
      return { name: `kept_${given}` }
    },
    forget: () => names.clear(),
  }
}

/** What a kept statement answers is not what it answered when it was prepared: the table has other columns now. */
export function isOtherResult(error: unknown): boolean {
  return error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery'
}
