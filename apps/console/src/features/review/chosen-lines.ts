import type { Variance } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import type { Selection } from '../../parts/selection.ts'

/** The server takes this many lines in one decision. */
export const MOST_LINES = 5_000

/** The lines chosen, each as the person saw it when choosing: its version guards the decision. */
export interface ChosenLines {
  readonly selection: Selection<VarianceId>
  readonly seen: ReadonlyMap<VarianceId, Variance>
}

/** Why a line cannot be chosen, if it cannot. */
export function whyNot(
  line: Pick<Variance, 'decision' | 'ownCount' | 'firstApproval'>,
): 'decided' | 'own-count' | 'waits-for-hq' | null {
  if (line.decision !== null) return 'decided'
  if (line.firstApproval !== null && !line.firstApproval.isMine) return 'waits-for-hq'
  return line.ownCount ? 'own-count' : null
}

/** Remembers how newly chosen lines look; lines chosen before stay as they were seen then. */
export function chosenAs(
  before: ChosenLines,
  selection: Selection<VarianceId>,
  known: ReadonlyMap<VarianceId, Variance>,
): ChosenLines {
  const seen = new Map<VarianceId, Variance>()
  for (const id of selection.ids) {
    const line = before.seen.get(id) ?? known.get(id)
    if (line) seen.set(id, line)
  }
  return { selection: { ids: new Set(seen.keys()), anchor: selection.anchor }, seen }
}

/** The same without codes that have no product. */
export function withoutUnknownCodes(chosen: ChosenLines): ChosenLines {
  const seen = new Map([...chosen.seen].filter(([, line]) => line.countedState !== 'unknown-code'))
  return { selection: { ids: new Set(seen.keys()), anchor: null }, seen }
}

export interface ChosenTotals {
  readonly lines: number
  readonly netMilli: number
  readonly absoluteMilli: number
  /** Null where no chosen line shows its cost. */
  readonly netCostMicros: bigint | null
  readonly absoluteCostMicros: bigint | null
  /** Codes without a product: they can be rejected, not approved. */
  readonly unknownCodes: number
}

/** What a decision on these lines is about. Net and absolute apart: a surplus never hides a loss. */
export function chosenTotals(lines: Iterable<Variance>): ChosenTotals {
  let count = 0
  let netMilli = 0
  let absoluteMilli = 0
  let net = 0n
  let absolute = 0n
  let withCost = 0
  let unknownCodes = 0
  for (const line of lines) {
    count += 1
    netMilli += line.varianceMilli
    absoluteMilli += Math.abs(line.varianceMilli)
    if (line.countedState === 'unknown-code') unknownCodes += 1
    if (line.costVarianceMicros === null) continue
    const cost = BigInt(line.costVarianceMicros)
    withCost += 1
    net += cost
    absolute += cost < 0n ? -cost : cost
  }
  return {
    lines: count,
    netMilli,
    absoluteMilli,
    netCostMicros: withCost === 0 ? null : net,
    absoluteCostMicros: withCost === 0 ? null : absolute,
    unknownCodes,
  }
}
