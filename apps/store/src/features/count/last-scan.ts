import { itemKey, withMeaning, type CountItem, type ScanEvent, type ScanId } from '@cyclecount/domain'
import type { Captured, CodeChoice, LineChange } from '@cyclecount/sync'
import type { ScanResult } from '@cyclecount/ui'
import type { CountModel } from './count-model.ts'

/** What the big card says of the last thing that was captured. Words are the screen's; this is what they are about. */
export interface LastScan {
  readonly result: ScanResult
  /** Another value for every capture, so that the card flashes. */
  readonly id: ScanId | string
  readonly about: LastAbout
  /** The line it changed, as it stands now; null where there is none. */
  readonly item: CountItem | null
  readonly deltaMilli: number
  /** Of a directed count: counted, but nobody asked for it. */
  readonly notOnList: boolean
}

export type LastAbout =
  | { readonly kind: 'line' }
  | { readonly kind: 'unknown'; readonly code: string; readonly codeKey: string }
  | {
      readonly kind: 'ambiguous'
      readonly code: string
      readonly codeKey: string
      readonly choices: readonly CodeChoice[]
    }
  | { readonly kind: 'empty'; readonly locationId: CountModel['locationId'] }
  | { readonly kind: 'refused'; readonly message: string; readonly code: string | null }

/** What to say of a capture; null where the card should stay as it is. Read before the model takes the capture in. */
export function lastScanOf(before: CountModel, captured: Captured): LastScan | null {
  const { event, changes, lookUp } = captured
  const base = { id: event.scanId, notOnList: false }
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set': {
      const item = changedLine(event, changes)
      const deltaMilli = (item?.quantityMilli ?? 0) - (item ? quantityBefore(before, item.key) : 0)
      const counted = { ...base, item, deltaMilli }
      if (lookUp?.kind === 'ambiguous') {
        const { code, codeKey } = codeOf(event)
        const about = { kind: 'ambiguous', code, codeKey, choices: lookUp.choices } as const
        return { ...counted, result: 'ambiguous', about }
      }
      if (item === null || item.productId === null)
        return { ...counted, result: 'unknown', about: { kind: 'unknown', ...codeOf(event) } }
      const notOnList =
        before.area?.countType === 'DIRECTED_COUNT' && !before.area.items.includes(item.productId)
      return {
        ...counted,
        notOnList,
        result: notOnList ? 'ambiguous' : 'counted',
        about: { kind: 'line' },
      }
    }
    case 'match': {
      const item = changes.find((change) => change.item?.productId === event.productId)?.item ?? null
      const deltaMilli = item ? item.quantityMilli - quantityBefore(before, item.key) : 0
      return { ...base, result: 'counted', about: { kind: 'line' }, item, deltaMilli }
    }
    case 'void':
      return undone(before, changes, event)
    case 'confirm-empty': {
      const about = { kind: 'empty', locationId: event.locationId } as const
      return { ...base, result: 'counted', about, item: null, deltaMilli: 0 }
    }
    case 'note':
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return null
  }
}

/** A scan that was not kept; the card stays until something else is captured. */
export function refusedScan(id: string, message: string, code: string | null): LastScan {
  const about = { kind: 'refused', message, code } as const
  return { result: 'rejected', id, about, item: null, deltaMilli: 0, notOnList: false }
}

function undone(
  before: CountModel,
  changes: readonly LineChange[],
  event: ScanEvent & { kind: 'void' },
): LastScan {
  const target = before.events.find(({ scanId }) => scanId === event.target)
  const base = { result: 'undone', id: event.scanId, notOnList: false } as const
  const [change] = changes
  const held = change ? before.items.get(change.key) : undefined
  const after: CountItem | null = change?.item ?? (held ? { ...held, quantityMilli: 0 } : null)
  if (target?.kind === 'confirm-empty') {
    const about = { kind: 'empty', locationId: target.locationId } as const
    return { ...base, about, item: null, deltaMilli: 0 }
  }
  const deltaMilli = (after?.quantityMilli ?? 0) - (held?.quantityMilli ?? 0)
  return { ...base, about: { kind: 'line' }, item: after, deltaMilli }
}

/** The line an event of counting belongs to: the one that has its key, else (matched since) the one that changed. */
function changedLine(
  event: ScanEvent & { kind: 'scan' | 'hand' | 'set' },
  changes: readonly LineChange[],
): CountItem | null {
  const key = itemKey(withMeaning(event, undefined))
  return (changes.find((change) => change.key === key) ?? changes.find((change) => change.item))?.item ?? null
}

function quantityBefore(model: CountModel, key: string): number {
  return model.items.get(key)?.quantityMilli ?? 0
}

function codeOf(event: ScanEvent & { kind: 'scan' | 'hand' | 'set' }) {
  return { code: event.code ?? '', codeKey: event.codeKey ?? '' }
}
