import type { FacilityId } from '@cyclecount/domain'
import { costRows, firstPool, saveCosts, savePositions } from '../booking/book-rows.ts'
import {
  lineKey,
  poolKey,
  positionKey,
  post,
  type Books,
  type Entry,
  type PositionRow,
} from '../booking/books.ts'
import { insertReasons, type Ledger, type LedgerTx } from '../ledger.ts'
import type { RetailerMovement, RetailerOpening } from '../retailer.ts'
import type { CardRow } from '../schema/tables.ts'
import { OWN } from '../vocabulary.ts'
import { insertAll } from './insert-all.ts'
import { binName, type Directory } from './masters.ts'

const ACTOR = 'import'

/** How a retailer's past comes into the books: in the order given, with positions and costs kept in memory until the end. */
export interface History {
  readonly open: (opening: RetailerOpening) => Promise<void>
  readonly move: (movement: RetailerMovement) => Promise<void>
  readonly finish: () => Promise<{ readonly positions: number; readonly events: number }>
}

type Happened = Pick<Entry, 'kind' | 'reason' | 'sourceRef'>

/** Names something that is not there as a sentence in `problems` and leaves it out. */
export function startHistory(
  ledger: Ledger,
  tx: LedgerTx,
  directory: Directory,
  batch: number,
  problems: string[],
): History {
  const books = new Map<FacilityId, Books>()
  const reasons = new Set<string>()
  let newReasons: string[] = []
  let cards: CardRow[] = []
  let fresh: PositionRow[] = []
  const known = new Set<string>()
  let events = 0

  async function flush(): Promise<void> {
    if (newReasons.length > 0)
      await insertReasons(
        tx,
        ledger.orgId,
        newReasons.map((code) => ({ code, label: code })),
      )
    newReasons = []
    // The card refers to positions, so a new one is written before its first event; its quantity follows at the end.
    await insertAll(tx, 'ledger_position', fresh, batch)
    fresh = []
    await insertAll(tx, 'ledger_stock_card', cards, batch)
    events += cards.length
    cards = []
  }

  async function add(at: RetailerOpening | RetailerMovement, happened: Happened): Promise<void> {
    const entry = entryOf(directory, at, happened, problems)
    if (!entry) return
    const [facilityId, booked] = entry
    const held = booksOf(ledger, books, facilityId)
    const pool = poolKey(booked.line.productId, booked.line.owner)
    if (!held.pools.has(pool))
      held.pools.set(pool, firstPool(directory.products.get(at.sku)?.unitCostMicros ?? null))
    const card = post(held, booked, ledger.newId)
    cards.push(card)
    if (card.position_id !== null && !known.has(card.position_id)) {
      known.add(card.position_id)
      const position = held.positions.get(positionKey(lineKey(booked.line), 'available'))
      if (position) fresh.push(position)
    }
    if (!reasons.has(happened.reason)) {
      reasons.add(happened.reason)
      newReasons.push(happened.reason)
    }
    if (cards.length >= batch) await flush()
  }

  return {
    open: (opening) => add(opening, { kind: 'opening', reason: 'opening', sourceRef: '' }),
    move: (movement) => {
      const { kind, reason, sourceRef } = movement
      return add(movement, { kind, reason, sourceRef })
    },
    finish: async () => {
      await flush()
      for (const held of books.values()) await saveFacility(tx, held, batch)
      return { positions: known.size, events }
    },
  }
}

async function saveFacility(tx: LedgerTx, books: Books, batch: number): Promise<void> {
  const positions = [...books.positions.values()]
  const costs = costRows(books)
  for (let from = 0; from < positions.length; from += batch)
    await savePositions(tx, positions.slice(from, from + batch))
  for (let from = 0; from < costs.length; from += batch) await saveCosts(tx, costs.slice(from, from + batch))
  await tx
    .updateTable('ledger_facility')
    .set({ last_seq: books.lastSeq })
    .where('facility_id', '=', books.facilityId)
    .execute()
}

function booksOf(ledger: Ledger, books: Map<FacilityId, Books>, facilityId: FacilityId): Books {
  const held = books.get(facilityId)
  if (held) return held
  const fresh = { orgId: ledger.orgId, facilityId, lastSeq: 0, positions: new Map(), pools: new Map() }
  books.set(facilityId, fresh)
  return fresh
}

function entryOf(
  directory: Directory,
  at: RetailerOpening | RetailerMovement,
  happened: Happened,
  problems: string[],
): readonly [FacilityId, Entry] | null {
  const facilityId = directory.facilities.get(at.facility)
  const product = directory.products.get(at.sku)
  const binId = directory.bins.get(binName(at.facility, at.bin))
  if (!facilityId || !product || !binId) {
    problems.push(
      `Stock of ${at.sku} in bin ${at.bin} of facility ${at.facility}: one of the three is not there.`,
    )
    return null
  }
  const { lot, serial, quantityMilli, unitCostMicros } = at
  const { productId, unit } = product
  return [
    facilityId,
    {
      ...happened,
      line: { productId, binId, lot, serial, owner: OWN, unit },
      stockState: 'available',
      quantityMilli,
      cost:
        unitCostMicros === null
          ? { kind: 'average' }
          : { kind: 'at', rate: { valueMicros: unitCostMicros, perMilli: 1000 } },
      actor: ACTOR,
      comment: '',
      occurredAt: at.at,
      recordedAt: at.at,
      counted: null,
    },
  ]
}
