import { routes, RunProgress, urlOf } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useSession } from '../../server/context.tsx'
import { follow as followStream, waitFor, type FeedState } from '../../server/live-feed.ts'
import { keys } from '../../server/queries.ts'
import { useIsVisible } from '../../server/use-is-visible.ts'

/** Follows the run while its page is in view: progress goes where queries read it, and what hangs on it becomes stale. */
export function useLiveRun(runId: RunId, follow: boolean): FeedState {
  const { server } = useSession()
  const queries = useQueryClient()
  const visible = useIsVisible()
  const [state, setState] = useState<FeedState>('connecting')

  const onProgress = useEffectEvent((progress: RunProgress) => {
    const before = queries.getQueryData<RunProgress>(keys.progress(runId))
    queries.setQueryData(keys.progress(runId), progress)
    if (before === undefined || milestones(before) === milestones(progress)) return
    void queries.invalidateQueries({
      queryKey: keys.run(runId),
      predicate: ({ queryKey }) => queryKey[2] !== 'progress',
    })
  })
  const open = useEffectEvent((signal: AbortSignal) =>
    server.openLive(urlOf(routes.live, { params: { runId } }), signal),
  )
  const poll = useEffectEvent(() => server.call(routes.progress, { params: { runId } }))

  useEffect(() => {
    if (!follow || !visible) return
    const stop = new AbortController()
    void followStream(
      {
        open: (signal) => open(signal),
        poll: () => poll(),
        wait: waitFor,
        random: Math.random,
        read: (data) => RunProgress.safeParse(data).data ?? null,
        onReply: (progress) => onProgress(progress),
        onState: setState,
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [runId, follow, visible])

  return state
}

/** What makes figures elsewhere on the page change: not every scan, but every change of state, every find and every comparison. */
function milestones({ status, reconciledAt, areas }: RunProgress): string {
  const sessions = areas.flatMap((area) =>
    area.sessions.map(
      ({ sessionId, state, unknownCodes, lateScans }) => `${sessionId} ${state} ${unknownCodes} ${lateScans}`,
    ),
  )
  return [status, reconciledAt, ...sessions].join('\n')
}
