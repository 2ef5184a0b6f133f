import { Banner, Button, Code, CopyIcon, Dialog, useLive } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'

export interface SecretDialogProps {
  readonly title: string
  /** What it is good for. */
  readonly words: string
  readonly secret: string
  readonly onClose: () => void
}

/** Something that is shown this once, to be copied to where it is used. */
export function SecretDialog({ title, words, secret, onClose }: SecretDialogProps) {
  const t = useT()
  const { toast } = useLive()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button
            icon={CopyIcon}
            onClick={() => {
              void navigator.clipboard
                .writeText(secret)
                .then(() => toast({ text: t('console.secret.copied') }))
            }}
          >
            {t('console.secret.copy')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('console.secret.done')}
          </Button>
        </>
      }
    >
      <div className="c-stack">
        <Banner tone="warn" title={t('console.secret.once')}>
          {words}
        </Banner>
        <p className="c-secret">
          <Code>{secret}</Code>
        </p>
      </div>
    </Dialog>
  )
}
