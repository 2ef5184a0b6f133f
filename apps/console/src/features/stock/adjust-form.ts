import type { BodyOf, routes } from '@cyclecount/contract'
import type { LocationId, ProductId } from '@cyclecount/domain'

/** The ledger's own reasons that a person may give for a correction by hand. */
export const adjustReasons = [
  'miscount',
  'damaged',
  'expired',
  'theft',
  'found',
  'lost',
  'receiving-error',
] as const

/** A correction as typed. */
export interface AdjustForm {
  readonly requestId: string
  readonly locationId: LocationId | null
  readonly lot: string
  readonly serial: string
  readonly delta: string
  readonly reason: string
  readonly comment: string
}

export interface AdjustFaults {
  readonly locationId?: 'place-missing'
  readonly delta?: 'delta-unclear'
  readonly reason?: 'reason-missing'
  readonly comment?: 'comment-missing'
}

/** The adjustment to book, or everything that is missing for it. `parse` reads a number in the person's way of writing. */
export function adjustmentFromForm(
  form: AdjustForm,
  productId: ProductId,
  parse: (text: string) => number | null,
): { readonly body: BodyOf<typeof routes.adjustStock> | null; readonly faults: AdjustFaults } {
  const deltaMilli = parse(form.delta)
  const comment = form.comment.trim()
  const unclear = deltaMilli === null || deltaMilli === 0
  const faults: AdjustFaults = {
    ...(form.locationId === null ? { locationId: 'place-missing' } : {}),
    ...(unclear ? { delta: 'delta-unclear' } : {}),
    ...(form.reason === '' ? { reason: 'reason-missing' } : {}),
    ...(comment === '' ? { comment: 'comment-missing' } : {}),
  }
  if (Object.keys(faults).length > 0 || form.locationId === null || deltaMilli === null) {
    return { body: null, faults }
  }
  return {
    faults,
    body: {
      requestId: form.requestId,
      productId,
      locationId: form.locationId,
      lot: form.lot.trim() === '' ? null : form.lot.trim(),
      serial: form.serial.trim() === '' ? null : form.serial.trim(),
      deltaMilli,
      reason: form.reason,
      comment,
    },
  }
}
