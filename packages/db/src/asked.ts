import type { KyselyPlugin } from 'kysely'
import type { Database } from './plumbing/index.ts'

/** The database, and how often it was asked something inside its transactions. For tests that hold a use case to a number. */
export function countAsked<Schema>(db: Database<Schema>): {
  readonly db: Database<Schema>
  readonly asked: () => number
} {
  let asked = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      asked += 1
      return result
    },
  }
  // Nothing is asked about no rows.
  const one =
    <A extends readonly unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      const rows = args.findLast((arg) => Array.isArray(arg))
      if (rows?.length !== 0) asked += 1
      return work(...args)
    }
  const rows = {
    insert: one(db.rows.insert),
    update: one(db.rows.update),
    put: one(db.rows.put),
    find: one(db.rows.find),
  } as typeof db.rows
  const write: typeof db.write = (work) => db.write((tx) => work(tx.withPlugin(counting)))
  return { db: { ...db, rows, write }, asked: () => asked }
}
