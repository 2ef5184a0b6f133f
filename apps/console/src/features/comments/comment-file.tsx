import { routes, type Thread } from '@cyclecount/contract'
import { DateTime, DownloadIcon } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useSession } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { FILES_TAKEN, sendFile } from './files.ts'

type Comment = Thread['comments'][number]
type Attachment = Comment['attachments'][number]
type Revision = Attachment['revisions'][number]

export interface CommentFileProps {
  readonly thread: Thread
  readonly comment: Comment
  readonly file: Attachment
  readonly timeZone: string
}

/** A file of a comment: its newest revision, those before it, and for who attached it another one. */
export function CommentFile({ thread, comment, file, timeZone }: CommentFileProps) {
  const t = useT()
  const newest = file.revisions.at(-1)
  if (!newest) return null
  const before = file.revisions.slice(0, -1)
  return (
    <li className="c-comment-file">
      <Download thread={thread} revision={newest} />
      {comment.own ? <Replace thread={thread} comment={comment} file={file} newest={newest} /> : null}
      {before.length === 0 ? null : (
        <ol className="c-comment-before">
          {before.toReversed().map((revision) => (
            <li key={revision.revision}>
              <span className="c-under">
                {t('console.comments.file.revision', { n: revision.revision })} ·{' '}
                <DateTime at={revision.at} timeZone={timeZone} />
              </span>
              <Download thread={thread} revision={revision} />
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}

function Download({ thread, revision }: { readonly thread: Thread; readonly revision: Revision }) {
  const t = useT()
  const { server } = useSession()
  const { name, sha256, bytes, mediaType } = revision
  const getting = useMutation({
    mutationFn: async () => {
      const content = await server.attachment(thread.facilityId, sha256)
      saveFile(name, new Blob([content], { type: mediaType }))
    },
  })
  return (
    <>
      <button
        type="button"
        className="cc-button"
        data-size="s"
        data-variant="quiet"
        disabled={getting.isPending}
        onClick={() => getting.mutate()}
      >
        <DownloadIcon /> <span className="cc-visually-hidden">{t('console.comments.file.get')}</span>{' '}
        <span className="c-grow">{name}</span>{' '}
        <span className="cc-muted">{t('console.comments.file.size', { kb: Math.ceil(bytes / 1000) })}</span>
      </button>
      {getting.error ? <Failure error={getting.error} /> : null}
    </>
  )
}

interface ReplaceProps extends Omit<CommentFileProps, 'timeZone'> {
  readonly newest: Revision
}

function Replace({ thread, comment, file, newest }: ReplaceProps) {
  const t = useT()
  const id = useId()
  const { server } = useSession()
  const queries = useQueryClient()
  const replacing = useMutation({
    mutationFn: async (picked: File) => {
      const sent = await sendFile(server, thread.facilityId, picked)
      const params = { commentId: comment.commentId, attachmentId: file.attachmentId }
      return server.call(routes.reviseAttachment, {
        params,
        body: { revision: newest.revision, ...sent },
      })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.threads }),
  })
  return (
    <div className="c-comment-replace">
      <label htmlFor={id} className="cc-field-hint">
        {t('console.comments.file.replace', { name: newest.name })}
      </label>
      <input
        id={id}
        type="file"
        accept={FILES_TAKEN}
        className="cc-input c-file"
        disabled={replacing.isPending}
        onChange={(event) => {
          const [picked] = event.currentTarget.files ?? []
          if (picked) replacing.mutate(picked)
        }}
      />
      {replacing.error ? <Failure error={replacing.error} /> : null}
    </div>
  )
}
