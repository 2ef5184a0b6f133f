import type { InboxItem } from '@cyclecount/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export interface ItemLinkProps {
  readonly item: InboxItem
  readonly onFollow: () => void
  readonly children: ReactNode
}

/** Goes to where a thing of the inbox is settled. */
export function ItemLink({ item, onFollow: onClick, children }: ItemLinkProps) {
  const { kind, runId, subject } = item
  const usual = { params: { runId }, className: 'c-name', onClick } as const
  switch (kind) {
    case 'mention':
      return (
        <ThreadLink runId={runId} subject={subject} onFollow={onClick}>
          {children}
        </ThreadLink>
      )
    case 'returned':
    case 'approval':
      return (
        <Link to="/runs/$runId/submit" {...usual}>
          {children}
        </Link>
      )
    case 'set-aside':
      return (
        <Link to="/runs/$runId/set-aside" {...usual}>
          {children}
        </Link>
      )
    case 'second-approval':
      return (
        <Link to="/runs/$runId/review" search={{ status: 'waiting' }} {...usual}>
          {children}
        </Link>
      )
    case 'reversal':
      return (
        <Link
          to="/proposals"
          search={{ run: runId, status: 'reversal-asked' }}
          className="c-name"
          onClick={onClick}
        >
          {children}
        </Link>
      )
    case 'delivery':
      return (
        <Link to="/proposals" search={{ run: runId, status: 'failed' }} className="c-name" onClick={onClick}>
          {children}
        </Link>
      )
    case 'recount':
      return (
        <a href="/store/" className="c-name" onClick={onClick}>
          {children}
        </a>
      )
  }
}

interface ThreadLinkProps extends Pick<InboxItem, 'runId' | 'subject'> {
  readonly onFollow: () => void
  readonly children: ReactNode
}

/** To a thread, open beside what it is of. */
function ThreadLink({ runId, subject, onFollow: onClick, children }: ThreadLinkProps) {
  const usual = { className: 'c-name', onClick } as const
  switch (subject?.kind) {
    case 'session':
      return (
        <Link to="/runs/$runId/live" params={{ runId }} search={{ session: subject.id }} {...usual}>
          {children}
        </Link>
      )
    case 'variance':
      return (
        <Link
          to="/runs/$runId/review"
          params={{ runId }}
          search={{ line: subject.id, status: 'all', show: 'all' }}
          {...usual}
        >
          {children}
        </Link>
      )
    case 'proposal':
      return (
        <Link to="/proposals" search={{ run: runId, thread: subject.id }} {...usual}>
          {children}
        </Link>
      )
    case undefined:
      return (
        <Link to="/runs/$runId" params={{ runId }} {...usual}>
          {children}
        </Link>
      )
  }
}
