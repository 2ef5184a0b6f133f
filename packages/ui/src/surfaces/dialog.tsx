import { useEffect, useId, useRef, type ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { useListener } from '../dom/use-listener.ts'
import { CloseIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'

export interface DialogProps {
  readonly open: boolean
  /** Asked for by ✕, Escape or (sheets and drawers) a tap beside it. The caller sets `open` to false, or does not. */
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  /** Buttons. Without them there is no foot. */
  readonly footer?: ReactNode
  readonly size?: 'm' | 'l' | undefined
}

/** A native modal dialog: the page behind is inert, focus stays inside and returns where it was. */
export function Dialog(props: DialogProps) {
  return <Modal {...props} className="cc-dialog" closesOutside={false} />
}

/** The phone's dialog, from the lower edge, where the thumb is. A tap beside it closes it. */
export function Sheet(props: DialogProps) {
  return <Modal {...props} className="cc-sheet" closesOutside />
}

/** The desk's side panel, for one row's history. A tap beside it closes it. */
export function Drawer(props: DialogProps) {
  return <Modal {...props} className="cc-dialog cc-drawer" closesOutside />
}

interface ModalProps extends DialogProps {
  readonly className: string
  readonly closesOutside: boolean
}

function Modal({ open, onClose, title, children, footer, size = 'm', className, closesOutside }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const t = useMessages()

  useEffect(() => {
    const element = dialog.current
    if (!element || element.open === open) return
    if (open) element.showModal()
    else element.close()
  }, [open])

  useListener(dialog, 'cancel', (event) => {
    event.preventDefault()
    onClose()
  })
  useListener(dialog, 'click', (event) => {
    if (closesOutside && event.target === dialog.current) onClose()
  })

  return (
    <dialog ref={dialog} className={className} data-size={size} aria-labelledby={titleId}>
      {open ? (
        <div>
          <header className="cc-dialog-head">
            <h2 id={titleId}>{title}</h2>
            <IconButton variant="quiet" icon={CloseIcon} label={t('ui.close')} onClick={onClose} />
          </header>
          <div className="cc-dialog-body">{children}</div>
          {footer ? <footer className="cc-dialog-foot">{footer}</footer> : null}
        </div>
      ) : null}
    </dialog>
  )
}
