import type { ProposalList } from '@cyclecount/contract'
import { Drawer } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import type { ProposalsSearch } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { browserZone, useZoneOf } from '../../server/context.tsx'
import { Comments } from '../comments/comments.tsx'

const route = getRouteApi('/proposals')

export interface ThreadDrawerProps {
  readonly search: ProposalsSearch
  readonly proposals: ProposalList['proposals']
}

/** What people say of the proposal that the address names, also where the list does not reach down to it. */
export function ThreadDrawer({ search, proposals }: ThreadDrawerProps) {
  const t = useT()
  const navigate = route.useNavigate()
  const zoneOf = useZoneOf()
  const { thread } = search
  const proposal = proposals.find(({ proposalId }) => proposalId === thread)
  return (
    <Drawer
      open={thread !== undefined}
      title={proposal ? t('console.comments.of', { what: proposal.title }) : t('console.comments.title')}
      onClose={() =>
        void navigate({ search: { ...search, thread: undefined }, replace: true, resetScroll: false })
      }
    >
      {thread === undefined ? null : (
        <Comments
          subject="proposal"
          subjectId={thread}
          timeZone={proposal ? zoneOf({ name: proposal.facilityName }) : browserZone()}
        />
      )}
    </Drawer>
  )
}
