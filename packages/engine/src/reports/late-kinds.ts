import type { EventKind } from '@cyclecount/domain'

/** Late events that change figures and so wait for a person; a late pause or note changes none. */
export const figureKinds = [
  'scan',
  'hand',
  'set',
  'void',
  'match',
  'confirm-empty',
] as const satisfies EventKind[]
