import { routes, type Thread, type ThreadSubject } from '@cyclecount/contract'
import { withMentions, type AttachmentId, type CommentId } from '@cyclecount/domain'
import { Button, Field, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { newId } from '../../parts/new-id.ts'
import { useSession } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { FILES_TAKEN, isTooLarge, MOST_FILES, sendFile } from './files.ts'
import { TextWithNames } from './text-with-names.tsx'

export interface CommentFormProps {
  readonly thread: Thread
  readonly subject: ThreadSubject
  readonly subjectId: string
}

/** Says something, with files. */
export function CommentForm({ thread, subject, subjectId }: CommentFormProps) {
  const t = useT()
  const { server } = useSession()
  const queries = useQueryClient()
  const { announce } = useLive()
  const [text, setText] = useState('')
  const [files, setFiles] = useState<readonly File[]>([])
  const [missing, setMissing] = useState(false)
  // The same comment, however often it is tried.
  const [commentId, setCommentId] = useState(() => newId<CommentId>())
  const picker = useRef<HTMLInputElement>(null)
  const fault = useFilesFault(files)
  const sending = useMutation({
    mutationFn: async () => {
      const attachments = []
      for (const file of files) {
        const sent = await sendFile(server, thread.facilityId, file)
        attachments.push({ attachmentId: newId<AttachmentId>(), ...sent })
      }
      const body = { commentId, text: withMentions(text, thread.people), attachments }
      return server.call(routes.addComment, { params: { subject, subjectId }, body })
    },
    onSuccess: (reply) => {
      queries.setQueryData([...keys.threads, subject, subjectId], reply)
      setText('')
      setFiles([])
      setCommentId(newId<CommentId>())
      if (picker.current) picker.current.value = ''
      announce(t('console.comments.sent'))
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    const isEmpty = text.trim() === ''
    setMissing(isEmpty)
    if (!isEmpty && fault === null) sending.mutate()
  }

  return (
    <form className="c-stack" noValidate onSubmit={submit}>
      <TextWithNames value={text} people={thread.people} missing={missing} onChange={setText} />
      <Field
        label={t('console.comments.files')}
        hint={t('console.comments.files.hint')}
        error={fault ?? undefined}
      >
        {({ required: _, ...control }) => (
          <input
            ref={picker}
            type="file"
            multiple
            accept={FILES_TAKEN}
            className="cc-input c-file"
            onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])}
            {...control}
          />
        )}
      </Field>
      {sending.error ? <Failure error={sending.error} /> : null}
      <div className="cc-actions">
        <Button type="submit" variant="primary" busy={sending.isPending}>
          {t('console.comments.send')}
        </Button>
      </div>
    </form>
  )
}

/** What is wrong with the files that were picked. */
function useFilesFault(files: readonly File[]): string | null {
  const t = useT()
  const large = files.find(isTooLarge)
  if (large) return t('console.comments.files.tooLarge', { name: large.name })
  return files.length > MOST_FILES ? t('console.comments.files.tooMany', { n: MOST_FILES }) : null
}
