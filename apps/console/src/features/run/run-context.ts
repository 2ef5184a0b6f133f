import type { RunDetail } from '@cyclecount/contract'
import { createContext, use } from 'react'
import type { FeedState } from '../../server/live-feed.ts'

export interface OpenRun {
  readonly run: RunDetail
  readonly feed: FeedState
}

export const RunContext = createContext<OpenRun | null>(null)

function useOpenRun(): OpenRun {
  const open = use(RunContext)
  if (!open) throw new Error('There is no run above this component.')
  return open
}

/** The run whose page this is. */
export function useRun(): RunDetail {
  return useOpenRun().run
}

/** How its progress comes in. */
export function useFeedState(): FeedState {
  return useOpenRun().feed
}

/** A run that is over, or lies with HQ, is only read. One that HQ returned is open again. */
export function isOver(run: Pick<RunDetail, 'status'>): boolean {
  return run.status === 'submitted' || run.status === 'accepted' || run.status === 'cancelled'
}
