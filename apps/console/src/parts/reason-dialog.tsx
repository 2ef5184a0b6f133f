import { TextAreaField } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-t.ts'
import { FormDialog } from './form-dialog.tsx'

export interface ReasonDialogProps {
  readonly open: boolean
  readonly title: string
  /** What will happen. */
  readonly words: ReactNode
  readonly action: string
  readonly danger?: boolean
  readonly onClose: () => void
  /** Closes the dialog where it resolves; a rejection is shown in it. */
  readonly onConfirm: (reason: string) => Promise<unknown>
}

/** Asks why before something is done that a person answers for. */
export function ReasonDialog(props: ReasonDialogProps) {
  const t = useT()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const confirming = useMutation({
    mutationFn: props.onConfirm,
    onSuccess: () => {
      setReason('')
      props.onClose()
    },
  })

  function close(): void {
    confirming.reset()
    setMissing(false)
    props.onClose()
  }

  return (
    <FormDialog
      open={props.open}
      title={props.title}
      action={props.action}
      danger={props.danger ?? false}
      busy={confirming.isPending}
      error={confirming.error}
      onClose={close}
      onSubmit={(form) => {
        const given = reason.trim()
        setMissing(given === '')
        if (given === '') form.querySelector('textarea')?.focus()
        else confirming.mutate(given)
      }}
    >
      <div className="c-stack">{props.words}</div>
      <TextAreaField
        label={t('console.reason')}
        required
        maxLength={300}
        value={reason}
        error={missing ? t('console.reason.missing') : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
