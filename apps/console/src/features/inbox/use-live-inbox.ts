import { Inbox, routes, urlOf } from '@cyclecount/contract'
import { useLive } from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useMay, useSession } from '../../server/context.tsx'
import { follow, waitFor } from '../../server/live-feed.ts'
import { keys } from '../../server/queries.ts'
import { useIsVisible } from '../../server/use-is-visible.ts'

/** Follows the inbox while the page is in view. What is new is said; the count beside the link shows it. */
export function useLiveInbox(): void {
  const t = useT()
  const { announce } = useLive()
  const { server } = useSession()
  const queries = useQueryClient()
  const isVisible = useIsVisible()
  const follows = useMay()('review', null) && isVisible

  const onReply = useEffectEvent((inbox: Inbox) => {
    const before = queries.getQueryData<Inbox>(keys.inbox)
    queries.setQueryData(keys.inbox, inbox)
    if (before && inbox.unread > before.unread) announce(t('console.inbox.arrived', { n: inbox.unread }))
  })
  const open = useEffectEvent((signal: AbortSignal) => server.openLive(urlOf(routes.inboxLive, {}), signal))
  const poll = useEffectEvent(() => server.call(routes.inbox, {}))

  useEffect(() => {
    if (!follows) return
    const stop = new AbortController()
    void follow(
      {
        open: (signal) => open(signal),
        poll: () => poll(),
        wait: waitFor,
        random: Math.random,
        read: (data) => Inbox.safeParse(data).data ?? null,
        onReply: (inbox) => onReply(inbox),
        onState: () => undefined,
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [follows])
}
