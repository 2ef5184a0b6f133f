import { SqliteAdapter, type Compilable, type CompiledQuery, type Kysely } from 'kysely'
import type { Dialect } from './table.ts'

/** Stands in a statement where a value is given each time it runs. The codec says whether it is kept as bytes. */
export class Given {
  readonly name: string
  readonly encode: ((value: unknown) => unknown) | null
  constructor(name: string, encode: ((value: unknown) => unknown) | null = null) {
    this.name = name
    this.encode = encode
  }
}

/** Runs the statement on a connection or in a transaction, and answers its rows. */
export type Statement<Schema, Values, Row> = (on: Kysely<Schema>, values: Values) => Promise<readonly Row[]>

type Build<Schema, Values, Row> = (
  db: Kysely<Schema>,
  given: <N extends keyof Values & string>(name: N) => Values[N],
  dialect: Dialect,
) => Compilable<Row>

/**
 * A query that is built and translated once per dialect and afterwards only run, for what every push asks: building it costs many times
 * what running it does. Values stand for single parameters, not for lists, and a null is not compared by `=`.
 */
export function statementsOf<Schema>() {
  return <Values extends object>() =>
    <Row>(build: Build<Schema, Values, Row>): Statement<Schema, Values, Row> => {
      const compiled = new Map<Dialect, CompiledQuery<Row>>()
      return async (on, values) => {
        const dialect = on.getExecutor().adapter instanceof SqliteAdapter ? 'sqlite' : 'postgres'
        let query = compiled.get(dialect)
        if (!query) {
          query = build(on, (name) => new Given(name) as never, dialect).compile()
          compiled.set(dialect, query)
        }
        const parameters = query.parameters.map((parameter) =>
          parameter instanceof Given ? valueOf(parameter, values) : parameter,
        )
        const { rows } = await on.executeQuery<Row>({ ...query, parameters })
        return rows
      }
    }
}

function valueOf({ name, encode }: Given, values: object): unknown {
  const value: unknown = Reflect.get(values, name)
  return encode === null || value === null ? value : encode(value)
}
