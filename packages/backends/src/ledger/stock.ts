import {
  BackendUnavailable,
  type BackendMovement,
  type MovementsRequest,
  type OnHandLine,
  type OnHandPage,
  type Page,
} from '@cyclecount/backend-port'
import { parseId, type FacilityId } from '@cyclecount/domain'
import {
  findFacilityById,
  markOf,
  movementsUpTo,
  readOnHand,
  type Ledger,
  type OnHand,
  type StockMovement,
} from '@cyclecount/ledger'
import { cursorText, readCursor } from './cursor.ts'
import { answered } from './unavailable.ts'
import { say } from '../words/say.ts'

/** A page of what lies at a facility (or is on its way, a state of its own) as of the mark of the read's first page. */
export async function onHandPage(
  ledger: Ledger,
  facility: string,
  cursor: string | null,
  limit: number,
): Promise<OnHandPage> {
  return answered(async () => {
    const found = await facilityOf(ledger, facility)
    const read = cursor === null ? await startRead(ledger, found.facilityId) : continueRead(cursor)
    const { rows, next } = await readOnHand(ledger, found.facilityId, { ...read, limit })
    return {
      readAt: read.readAt,
      mark: String(read.mark),
      rows: rows.map((row) => lineOf(row, found.currency)),
      next: next === null ? null : cursorText([read.mark, read.readAt, next]),
    }
  })
}

/** A page of the movements that the read contains. */
export async function movementPage(
  ledger: Ledger,
  request: MovementsRequest,
  limit: number,
): Promise<Page<BackendMovement>> {
  const mark = Number(request.mark)
  const beyond = Number(request.beyond ?? 0)
  if (!Number.isSafeInteger(mark) || !Number.isSafeInteger(beyond))
    throw new RangeError('That is not a mark of this backend.')
  return answered(async () => {
    const { facilityId } = await facilityOf(ledger, request.facility)
    const after = request.cursor === null ? null : placeIn(request.cursor)
    const { since } = request
    const rows = await movementsUpTo(ledger, facilityId, { mark, beyond, since, after, limit })
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => movementOf(facilityId, row)),
      next: last && rows.length === limit ? cursorText([last.occurredAt, last.seq]) : null,
    }
  })
}

function placeIn(cursor: string) {
  const [occurredAt, seq] = readCursor(cursor, ['number', 'number'])
  return { occurredAt, seq }
}

async function facilityOf(ledger: Ledger, facility: string) {
  const facilityId = parseId<FacilityId>(facility)
  const found = facilityId && (await findFacilityById(ledger, facilityId))
  if (!found) throw new BackendUnavailable(say('ledger.noFacility'))
  return found
}

async function startRead(ledger: Ledger, facilityId: FacilityId) {
  const readAt = ledger.now()
  return { readAt, mark: (await markOf(ledger, facilityId)) ?? 0, after: null }
}

function continueRead(cursor: string) {
  const [mark, readAt, after] = readCursor(cursor, ['number', 'number', 'string'])
  return { mark, readAt, after }
}

function lineOf(row: OnHand, currency: string): OnHandLine {
  return {
    product: row.productId,
    location: row.binId,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stockState,
    owner: row.owner,
    unit: row.unit,
    onHandMilli: row.quantityMilli,
    availableMilli: row.stockState === 'available' ? row.quantityMilli : 0,
    reservedMilli: row.stockState === 'reserved' ? row.quantityMilli : 0,
    unitCost: row.cost && { ...row.cost, currency },
    price: row.priceMicros === null ? null : { valueMicros: row.priceMicros, perMilli: 1000, currency },
  }
}

function movementOf(facilityId: FacilityId, row: StockMovement): BackendMovement {
  return {
    externalRef: `${facilityId}:${row.seq}`,
    product: row.productId,
    location: row.binId,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stockState,
    owner: row.owner,
    unit: row.unit,
    quantityMilli: row.quantityMilli,
    kind: row.kind,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
  }
}
