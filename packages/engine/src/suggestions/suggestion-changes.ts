import type { SuggestionCause } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { ProductId, SuggestionId } from '@cyclecount/domain'
import type { LastCount } from './facts.ts'
import type { Wanted } from './wanted.ts'

type Row = Schema['count_suggestion']

/** A dismissal: when, and the causes that were dismissed, as JSON. */
export interface Dismissed {
  readonly at: number
  readonly causes: string
}

type Figures = Pick<
  Row,
  'causes' | 'wrong_milli' | 'worth_micros' | 'seconds' | 'place' | 'money_place' | 'last_counted_at'
>

/** What becomes of a facility's queue. */
export interface Changes {
  readonly opened: readonly Omit<Row, 'suggestion_id' | 'org_id' | 'facility_id' | 'first_at'>[]
  readonly updated: readonly (Figures & Pick<Row, 'suggestion_id'>)[]
  readonly reopened: readonly SuggestionId[]
  readonly closed: readonly {
    readonly suggestionId: SuggestionId
    readonly because: 'counted' | 'cause-gone'
  }[]
  /** Open when all of it is done. */
  readonly open: number
}

/** What the queue is to become where these products should be counted. Pure. */
export function changesOf(given: {
  readonly wanted: readonly Wanted[]
  readonly live: readonly Row[]
  readonly dismissed: ReadonlyMap<ProductId, Dismissed>
  readonly counts: ReadonlyMap<ProductId, LastCount>
  readonly cancelled: ReadonlySet<string>
  readonly now: number
}): Changes {
  const { wanted, live, dismissed, counts, cancelled, now } = given
  const byProduct = new Map(wanted.map((one) => [one.productId, one]))
  const taken = new Set(live.map((row) => row.product_id))
  const [updated, reopened, closed]: [
    Changes['updated'][number][],
    SuggestionId[],
    Changes['closed'][number][],
  ] = [[], [], []]
  let open = 0
  for (const row of live) {
    const one = byProduct.get(row.product_id)
    const countedAt = counts.get(row.product_id)?.at ?? null
    const fate = fateOf(row, { isWanted: one !== undefined, countedAt, cancelled, now })
    if (fate === 'counted' || fate === 'cause-gone')
      closed.push({ suggestionId: row.suggestion_id, because: fate })
    if (fate === 'reopened') reopened.push(row.suggestion_id)
    const isOpen = fate === 'reopened' || (fate === 'kept' && row.state === 'open')
    if (isOpen) open += 1
    if (one && (isOpen || (fate === 'kept' && row.state === 'snoozed'))) {
      const figures = figuresOf(one)
      if (!isSame(row, figures)) updated.push({ suggestion_id: row.suggestion_id, ...figures })
    }
  }
  const opened = wanted
    .filter(({ productId }) => !taken.has(productId))
    .filter((one) => {
      const before = dismissed.get(one.productId)
      // A count since then answered what was dismissed.
      return before === undefined || (one.lastCountedAt ?? 0) > before.at || isNews(one.causes, before)
    })
    .map((one) => ({ product_id: one.productId, ...figuresOf(one), ...UNDECIDED }))
  return { opened, updated, reopened, closed, open: open + opened.length }
}

const UNDECIDED = {
  state: 'open',
  snoozed_local: null,
  snoozed_until: null,
  run_id: null,
  decided_by: null,
  decided_at: null,
  note: '',
  closed_because: null,
  closed_at: null,
} as const

type Fate = 'kept' | 'reopened' | 'counted' | 'cause-gone'

function fateOf(
  row: Row,
  of: {
    readonly isWanted: boolean
    readonly countedAt: number | null
    readonly cancelled: ReadonlySet<string>
    readonly now: number
  },
): Fate {
  const isCounted = of.countedAt !== null && of.countedAt > (row.decided_at ?? row.first_at)
  if (row.state === 'accepted') {
    if (isCounted) return 'counted'
    if (row.run_id === null || !of.cancelled.has(row.run_id)) return 'kept'
    return of.isWanted ? 'reopened' : 'cause-gone'
  }
  if (!of.isWanted) return of.countedAt !== null && of.countedAt > row.first_at ? 'counted' : 'cause-gone'
  return row.state === 'snoozed' && (row.snoozed_until ?? 0) <= of.now ? 'reopened' : 'kept'
}

function figuresOf(one: Wanted): Figures {
  return {
    causes: JSON.stringify(one.causes),
    wrong_milli: one.wrongMilli,
    worth_micros: one.worthMicros,
    seconds: one.seconds,
    place: one.place,
    money_place: one.moneyPlace,
    last_counted_at: one.lastCountedAt,
  }
}

function isSame(row: Row, figures: Figures): boolean {
  return (Object.keys(figures) as (keyof Figures)[]).every((name) => row[name] === figures[name])
}

/** What was dismissed comes again only for a cause of another kind, or an order or pick that failed since. */
function isNews(causes: readonly SuggestionCause[], dismissed: Dismissed): boolean {
  // Written by this file only.
  const kinds = new Set((JSON.parse(dismissed.causes) as readonly SuggestionCause[]).map(({ kind }) => kind))
  return causes.some((cause) => {
    if (!kinds.has(cause.kind)) return true
    return (cause.kind === 'order-rejected' || cause.kind === 'short-pick') && cause.lastAt > dismissed.at
  })
}
