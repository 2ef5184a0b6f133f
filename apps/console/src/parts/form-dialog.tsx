import { Button, Dialog } from '@cyclecount/ui'
import { useEffect, useId, type ReactNode } from 'react'
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

/** Of radio buttons the one that is chosen: the arrows go on from there. */
const FIRST_FIELD = 'select, textarea, input:not([type=radio]), input:checked'

/**
 * Asks for what something needs before it is done: fields, a way out, and the button that does it. The first field has the keyboard;
 * Enter does it too, with Ctrl or ⌘ from a text of several lines.
 */
export function FormDialog(props: FormDialogProps) {
  const t = useT()
  const form = useId()
  const open = props.open ?? true
  useEffect(() => {
    const element = open ? document.getElementById(form) : null
    element?.querySelector<HTMLElement>(FIRST_FIELD)?.focus()
    element?.addEventListener('keydown', submitByKey)
    return () => element?.removeEventListener('keydown', submitByKey)
  }, [open, form])
  return (
    <Dialog
      open={open}
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

/**
 * A browser sends a form at Enter in a field of one line, and nowhere else. A list that is unfolded keeps its Enter, which takes what is
 * chosen in it; where a browser cannot say whether it is, a list keeps it always.
 */
function submitByKey(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing) return
  const { target } = event
  const list =
    target instanceof HTMLSelectElement && CSS.supports('selector(:open)') && !target.matches(':open')
  const text = target instanceof HTMLTextAreaElement && (event.ctrlKey || event.metaKey)
  if (!list && !text) return
  event.preventDefault()
  target.form?.requestSubmit()
}
