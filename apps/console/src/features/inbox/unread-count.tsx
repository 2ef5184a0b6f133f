import { CountBadge, InboxIcon } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { inboxQuery } from '../../server/queries.ts'

/** How much of the inbox is unread; nothing where nothing is. */
export function UnreadCount() {
  const t = useT()
  const { data } = useQuery(inboxQuery(useCall()))
  if (!data || data.unread === 0) return null
  return (
    <CountBadge>
      <span aria-hidden="true">{data.unread}</span>
      <span className="cc-visually-hidden">{t('console.inbox.unread', { n: data.unread })}</span>
    </CountBadge>
  )
}

/** The way to the inbox where the navigation is folded away. */
export function InboxLink() {
  const t = useT()
  if (!useMay()('review', null)) return null
  return (
    <Link to="/inbox" className="c-inbox-link">
      <InboxIcon />
      <span className="cc-visually-hidden">{t('console.nav.inbox')}</span> <UnreadCount />
    </Link>
  )
}
