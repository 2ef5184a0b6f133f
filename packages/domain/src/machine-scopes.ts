/**
 * What a machine may do with its token, at the facilities the token names and nowhere else. `see-cost` does nothing by itself: it shows
 * costs and values in what the others may read.
 */
export const machineScopes = [
  'send-counts',
  'send-signals',
  'confirm-adjustments',
  'read-variances',
  'read-events',
  'see-cost',
] as const
export type MachineScope = (typeof machineScopes)[number]
