import { Button, Dialog } from '@cyclecount/ui'
import { useId, type ReactNode } from 'react'
import { useT } from '../i18n/use-t.ts'
import { Failure } from './failure.tsx'

export interface FormDialogProps {
  /** Left out: as long as it is there. */
  readonly open?: boolean
  readonly title: string
  /** What the button says that does it. */
  readonly action: string
  /** What is done can hardly be undone. */
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly busy: boolean
  /** What became of the last try; shown below the fields. */
  readonly error: unknown
  readonly onClose: () => void
  /** Told the form, in which the first field that lacks something gets the focus. */
  readonly onSubmit: (form: HTMLFormElement) => void
  readonly children: ReactNode
}

/** Asks for what something needs before it is done: fields, a way out, and the button that does it; Enter does it too. */
export function FormDialog(props: FormDialogProps) {
  const t = useT()
  const form = useId()
  return (
    <Dialog
      open={props.open ?? true}
      onClose={props.onClose}
      title={props.title}
      footer={
        <>
          <Button onClick={props.onClose}>{t('console.cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant={props.danger ? 'danger' : 'primary'}
            busy={props.busy}
            disabled={props.disabled}
          >
            {props.action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          props.onSubmit(event.currentTarget)
        }}
      >
        {props.children}
        {props.error ? <Failure error={props.error} /> : null}
      </form>
    </Dialog>
  )
}
