import { useEffect } from 'react'
import { Button, IconButton } from '../controls/button.tsx'
import { CloseIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'
import type { Toast } from './live.ts'

/** Brief confirmations. What must not be missed is a Banner, never a toast. */
export function Toasts({
  toasts,
  onDone,
}: {
  readonly toasts: readonly Toast[]
  readonly onDone: (id: number) => void
}) {
  const t = useMessages()
  return (
    <section className="cc-toasts" aria-label={t('ui.notices')}>
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} onDone={onDone} />
      ))}
    </section>
  )
}

function ToastItem({ toast, onDone }: { readonly toast: Toast; readonly onDone: (id: number) => void }) {
  const t = useMessages()
  const { id, action } = toast
  useEffect(() => {
    const timer = setTimeout(() => onDone(id), action ? 10_000 : 5_000)
    return () => clearTimeout(timer)
  }, [id, action, onDone])
  return (
    <div className="cc-toast">
      <span>{toast.text}</span>
      {action ? (
        <Button
          variant="quiet"
          size="s"
          onClick={() => {
            action.onAct()
            onDone(id)
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton
        variant="quiet"
        size="s"
        icon={CloseIcon}
        label={t('ui.dismiss')}
        onClick={() => onDone(id)}
      />
    </div>
  )
}
