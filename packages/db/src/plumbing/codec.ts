import {
  BinaryOperationNode,
  ColumnNode,
  ColumnUpdateNode,
  InsertQueryNode,
  OperationNodeTransformer,
  PrimitiveValueListNode,
  ReferenceNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely'

/** A uuid inside a hand-written `sql` fragment, where no column tells the codec what it is. */
export class UuidValue {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export function asUuid(id: string): UuidValue {
  return new UuidValue(id)
}

export function uuidToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

export function bytesToUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * Between code and both databases: uuids are branded text in code (16-byte blobs in SQLite); integers are numbers, but
 * money, whose column or alias ends in `_micros`, is a bigint. Parameters are recognised by the column they stand against.
 */
export function codecPlugin(uuidColumns: ReadonlySet<string>, idsAsBytes: boolean): KyselyPlugin {
  const transformer = new ParameterTransformer(uuidColumns, idsAsBytes)
  return {
    transformQuery: (args: PluginTransformQueryArgs): RootOperationNode =>
      transformer.transformNode(args.node),
    transformResult: async (args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => {
      for (const row of args.result.rows) decodeRow(row)
      return args.result
    },
  }
}

function decodeRow(row: UnknownRow): void {
  for (const name in row) {
    const value = row[name]
    if (typeof value === 'bigint') {
      if (!name.endsWith('_micros')) row[name] = Number(value)
    } else if (value instanceof Uint8Array && value.byteLength === 16) {
      row[name] = bytesToUuid(value)
    }
  }
}

class ParameterTransformer extends OperationNodeTransformer {
  readonly #uuidColumns: ReadonlySet<string>
  readonly #idsAsBytes: boolean

  constructor(uuidColumns: ReadonlySet<string>, idsAsBytes: boolean) {
    super()
    this.#uuidColumns = uuidColumns
    this.#idsAsBytes = idsAsBytes
  }

  protected override transformInsertQuery(node: InsertQueryNode): InsertQueryNode {
    const seen = super.transformInsertQuery(node)
    if (!seen.columns || !seen.values || !ValuesNode.is(seen.values)) return seen
    const uuidAt = seen.columns.map((column) => this.#isUuid(column))
    if (!uuidAt.includes(true)) return seen
    const rows = seen.values.values.map((row) => this.#encodeRow(row, uuidAt))
    return { ...seen, values: ValuesNode.create(rows) }
  }

  protected override transformColumnUpdate(node: ColumnUpdateNode): ColumnUpdateNode {
    const seen = super.transformColumnUpdate(node)
    return this.#isUuid(seen.column) ? { ...seen, value: this.#encode(seen.value) } : seen
  }

  protected override transformBinaryOperation(node: BinaryOperationNode): BinaryOperationNode {
    const seen = super.transformBinaryOperation(node)
    return this.#isUuid(seen.leftOperand) ? { ...seen, rightOperand: this.#encode(seen.rightOperand) } : seen
  }

  protected override transformValue(node: ValueNode): ValueNode {
    const { value } = node
    return value instanceof UuidValue ? { ...node, value: this.#encodeValue(value.text) } : node
  }

  #isUuid(node: OperationNode): boolean {
    if (ColumnNode.is(node)) return this.#uuidColumns.has(node.column.name)
    return (
      ReferenceNode.is(node) && ColumnNode.is(node.column) && this.#uuidColumns.has(node.column.column.name)
    )
  }

  #encodeRow(row: ValuesNode['values'][number], uuidAt: readonly boolean[]): ValuesNode['values'][number] {
    if (PrimitiveValueListNode.is(row)) {
      return PrimitiveValueListNode.create(
        row.values.map((value, index) => (uuidAt[index] ? this.#encodeValue(value) : value)),
      )
    }
    return ValueListNode.create(
      row.values.map((value, index) => (uuidAt[index] ? this.#encode(value) : value)),
    )
  }

  #encode(node: OperationNode): OperationNode {
    if (ValueNode.is(node)) {
      // A null compared with `is` is written into the SQL; only the node that came says so.
      return node.value === null ? node : ValueNode.create(this.#encodeValue(node.value))
    }
    if (PrimitiveValueListNode.is(node))
      return PrimitiveValueListNode.create(node.values.map((value) => this.#encodeValue(value)))
    if (ValueListNode.is(node)) return ValueListNode.create(node.values.map((value) => this.#encode(value)))
    return node
  }

  #encodeValue(value: unknown): unknown {
    return this.#idsAsBytes && typeof value === 'string' ? uuidToBytes(value) : value
  }
}
