import {
  BinaryOperationNode,
  ColumnNode,
  ColumnUpdateNode,
  InsertQueryNode,
  OperationNodeTransformer,
  OperatorNode,
  PrimitiveValueListNode,
  RawNode,
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
import { decodeRow } from './decode.ts'
import { Given } from './statement.ts'

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
  const bytes = Buffer.allocUnsafe(UUID_BYTES)
  writeUuid(bytes, id, 0)
  return bytes
}

export const UUID_BYTES = 16

/** Writes the bytes of an id where they belong. */
export function writeUuid(bytes: Uint8Array, id: string, from: number): void {
  let at = from
  for (let place = 0; place < 36; place += 2) {
    if (place === 8 || place === 13 || place === 18 || place === 23) place += 1
    bytes[at] = (digitOf(id, place) << 4) | digitOf(id, place + 1)
    at += 1
  }
}

/** The value of a lower- or upper-case hexadecimal digit. */
function digitOf(id: string, place: number): number {
  const unit = id.charCodeAt(place)
  return unit <= 0x39 ? unit - 0x30 : (unit & 0x4f) - 0x37
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

function encodeId(value: unknown): unknown {
  return typeof value === 'string' ? uuidToBytes(value) : value
}

/** Shorter lists stay lists: each length is a text that is kept prepared. */
const LONG_LIST = 8

function rawAround(before: string, value: unknown, after: string): RawNode {
  return RawNode.create([before, after], [ValueNode.create(value)])
}

/** `in ()` is a syntax error to PostgreSQL: nothing is in an empty list, and everything is outside of it. */
function ofNothing({ operator, rightOperand }: BinaryOperationNode): BinaryOperationNode | null {
  if (!OperatorNode.is(operator) || !PrimitiveValueListNode.is(rightOperand)) return null
  if (rightOperand.values.length > 0) return null
  if (operator.operator !== 'in' && operator.operator !== 'not in') return null
  const always = operator.operator === 'in' ? '0' : '1'
  return BinaryOperationNode.create(
    RawNode.createWithSql('1'),
    OperatorNode.create('='),
    RawNode.createWithSql(always),
  )
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
    const isUuid = this.#isUuid(node.leftOperand)
    const short = ofNothing(node) ?? this.#asOneParameter(node, isUuid)
    if (short) return short
    const seen = super.transformBinaryOperation(node)
    return isUuid ? { ...seen, rightOperand: this.#encode(seen.rightOperand) } : seen
  }

  /** `in` a long list as one parameter: the text is the same for every length, so that the statement is prepared once. */
  #asOneParameter({ leftOperand, operator, rightOperand }: BinaryOperationNode, isUuid: boolean) {
    if (!OperatorNode.is(operator) || operator.operator !== 'in' || !ReferenceNode.is(leftOperand))
      return null
    if (!PrimitiveValueListNode.is(rightOperand) || rightOperand.values.length <= LONG_LIST) return null
    const left = this.transformNode(leftOperand)
    const { values } = rightOperand
    if (!this.#idsAsBytes)
      return BinaryOperationNode.create(left, OperatorNode.create('='), rawAround('any(', values, ')'))
    const value = isUuid ? "unhex(value, '-')" : 'value'
    const list = rawAround(`(select ${value} from json_each(`, JSON.stringify(values), '))')
    return BinaryOperationNode.create(left, operator, list)
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
    if (!this.#idsAsBytes) return value
    if (value instanceof Given) return new Given(value.name, encodeId)
    return encodeId(value)
  }
}
