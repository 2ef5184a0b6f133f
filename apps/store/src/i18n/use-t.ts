import { useMessages, type Translate } from '@cyclecount/ui'
import type { en } from './en.ts'

export type StoreKey = keyof typeof en
export type T = Translate<StoreKey>

/** Says what the store app's catalogue knows. */
export function useT(): T {
  return useMessages<StoreKey>()
}
