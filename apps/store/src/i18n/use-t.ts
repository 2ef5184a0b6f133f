import { useMessages, type Translate } from '@cyclecount/ui'
import type { en } from './en.ts'
import type { later } from './later.ts'

type LaterKey = keyof typeof later
export type StoreKey = keyof typeof en | LaterKey
export type T = Translate<StoreKey>

/** Says what the store app's catalogue knows. */
export function useT(): T {
  return useMessages<StoreKey>()
}
