import { useMessages, type Translate } from '@cyclecount/ui'
import type { en } from './en.ts'

export type ConsoleKey = keyof typeof en
export type T = Translate<ConsoleKey>

/** Says what the console's catalogue knows. */
export function useT(): T {
  return useMessages<ConsoleKey>()
}
