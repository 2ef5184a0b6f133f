import { routes, type Thread } from '@cyclecount/contract'
import { withMentions, withNames, type PersonId } from '@cyclecount/domain'
import { Button, DateTime } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { CommentFile } from './comment-file.tsx'
import { TextWithNames } from './text-with-names.tsx'

type Said = Thread['comments'][number]

export interface CommentProps {
  readonly thread: Thread
  readonly comment: Said
  readonly timeZone: string
}

/** Who said what and when, how it was changed since, and its files. */
export function Comment({ thread, comment, timeZone }: CommentProps) {
  const t = useT()
  const [changing, setChanging] = useState(false)
  const newest = comment.revisions.at(-1)
  const before = comment.revisions.slice(0, -1)
  const nameOf = (personId: PersonId) =>
    thread.named.find((person) => person.personId === personId)?.name ?? ''
  return (
    <li className="c-moment">
      <span className="c-moment-when">
        <strong>{comment.by}</strong> · <DateTime at={comment.at} timeZone={timeZone} />
      </span>
      {changing && newest ? (
        <Change
          thread={thread}
          comment={comment}
          revision={newest.revision}
          text={withNames(newest.text, nameOf)}
          onDone={() => setChanging(false)}
        />
      ) : (
        <p className="c-comment-text">{withNames(newest?.text ?? '', nameOf)}</p>
      )}
      {before.length === 0 ? null : (
        <details className="c-items">
          <summary>{t('console.comments.changed', { n: before.length })}</summary>
          <ol className="c-comment-before">
            {before.toReversed().map(({ revision, text, at }) => (
              <li key={revision}>
                <span className="c-under">
                  <DateTime at={at} timeZone={timeZone} />
                </span>
                <p className="c-comment-text">{withNames(text, nameOf)}</p>
              </li>
            ))}
          </ol>
        </details>
      )}
      {comment.attachments.length === 0 ? null : (
        <ul className="c-comment-files" aria-label={t('console.comments.files')}>
          {comment.attachments.map((file) => (
            <CommentFile
              key={file.attachmentId}
              thread={thread}
              comment={comment}
              file={file}
              timeZone={timeZone}
            />
          ))}
        </ul>
      )}
      {comment.own && !changing ? (
        <span>
          <Button size="s" variant="quiet" onClick={() => setChanging(true)}>
            {t('console.comments.change')}
          </Button>
        </span>
      ) : null}
    </li>
  )
}

interface ChangeProps {
  readonly thread: Thread
  readonly comment: Said
  readonly revision: number
  readonly text: string
  readonly onDone: () => void
}

function Change({ thread, comment, revision, text: said, onDone }: ChangeProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const [text, setText] = useState(said)
  const [missing, setMissing] = useState(false)
  const saving = useMutation({
    mutationFn: () =>
      call(routes.reviseComment, {
        params: { commentId: comment.commentId },
        body: { revision, text: withMentions(text, [...thread.named, ...thread.people]) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.threads })
      onDone()
    },
  })
  return (
    <form
      className="c-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const isEmpty = text.trim() === ''
        setMissing(isEmpty)
        if (!isEmpty) saving.mutate()
      }}
    >
      <TextWithNames value={text} people={thread.people} missing={missing} onChange={setText} />
      {saving.error ? <Failure error={saving.error} /> : null}
      <div className="cc-actions">
        <Button onClick={onDone}>{t('console.cancel')}</Button>
        <Button type="submit" variant="primary" busy={saving.isPending}>
          {t('console.comments.save')}
        </Button>
      </div>
    </form>
  )
}
