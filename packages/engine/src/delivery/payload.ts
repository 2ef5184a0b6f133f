import type { Adjustment, CountObservation } from '@cyclecount/backend-port'

/** What a delivery carries, complete: nothing is looked up again when it is sent, however late that is. */
export function adjustmentPayload(adjustment: Adjustment): string {
  return JSON.stringify(adjustment)
}

export function observationPayload(observation: CountObservation): string {
  return JSON.stringify(observation)
}

/** Written by `adjustmentPayload` only. */
export function parseAdjustment(payload: string): Adjustment {
  return JSON.parse(payload) as Adjustment
}

/** Written by `observationPayload` only. */
export function parseObservation(payload: string): CountObservation {
  return JSON.parse(payload) as CountObservation
}
