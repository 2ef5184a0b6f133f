import type { Thread, ThreadSubject } from '@cyclecount/contract'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { inboxQuery, threadQuery } from '../../server/queries.ts'
import { useSee } from '../inbox/use-see.ts'
import { Comment } from './comment.tsx'
import { CommentForm } from './comment-form.tsx'

export interface CommentsProps {
  readonly subject: ThreadSubject
  readonly subjectId: string
  readonly timeZone: string
}

/** What people say of a session, a line or a proposal, and a place to say something. */
export function Comments({ subject, subjectId, timeZone }: CommentsProps) {
  const t = useT()
  const query = useQuery(threadQuery(useCall(), subject, subjectId))
  useSeenThread(query.data)
  return (
    <section className="c-stack">
      <h3>{t('console.comments.title')}</h3>
      <Loaded query={query} lines={2}>
        {(thread) => (
          <>
            {thread.comments.length === 0 ? (
              <p className="cc-muted">{t('console.comments.none')}</p>
            ) : (
              <ol className="c-timeline">
                {thread.comments.map((comment) => (
                  <Comment key={comment.commentId} thread={thread} comment={comment} timeZone={timeZone} />
                ))}
              </ol>
            )}
            <CommentForm thread={thread} subject={subject} subjectId={subjectId} />
          </>
        )}
      </Loaded>
    </section>
  )
}

/** Whoever has a thread before them has seen that they are named in it. */
function useSeenThread(thread: Thread | undefined): void {
  const { data: inbox } = useQuery(inboxQuery(useCall()))
  const { mutate } = useSee()
  const unread = inbox?.items.find(({ key, unread: isUnread }) => isUnread && key === thread?.inboxKey)
  const see = useEffectEvent(() => {
    if (unread) mutate([unread])
  })
  const at = unread?.at
  useEffect(() => {
    if (at !== undefined) see()
  }, [at])
}
