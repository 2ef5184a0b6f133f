import { DeviceStorageError } from '@cyclecount/device-db'
import { photosOf } from '@cyclecount/device-db/photos'
import { Banner, Button, CameraIcon, useLive } from '@cyclecount/ui'
import { useRef, useState, type ChangeEvent } from 'react'
import { storageRoom } from '../../adapters/storage-room.ts'
import { useDevice, usePerson } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import type { CountController } from '../count/count-controller.ts'
import type { CountModel } from '../count/count-model.ts'
import { photosOfCode, scanOfCode } from './photos-of-code.ts'
import { scalePhoto } from './scale-photo.ts'

export interface PhotoButtonProps {
  readonly model: CountModel
  readonly controller: CountController
  readonly codeKey: string
}

/**
 * Takes a photo of what carries a code, or chooses one. It is on this device before the log names it, and is sent when no scan waits;
 * scans that come meanwhile are taken as ever.
 */
export function PhotoButton({ model, controller, codeKey }: PhotoButtonProps) {
  const t = useT()
  const { store } = useDevice()
  const person = usePerson()
  const { toast } = useLive()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const target = scanOfCode(model, codeKey)
  const taken = photosOfCode(model, codeKey)
  if (!person || target === null || model.submitted) return null
  const { personId: userId } = person

  /** Resolves with why the photo was not kept, as a sentence; null where it was. */
  async function keep(file: File): Promise<string | null> {
    // What is left is for scans.
    if ((await storageRoom()).almostFull) return t('store.photo.noRoom')
    const { content, ...photo } = await scalePhoto(file)
    const { sessionId, facilityId } = model
    await photosOf(store).keep({ ...photo, content, sessionId, facilityId, userId, takenAt: Date.now() })
    // What keeps this from being saved, the card says aloud.
    if (await controller.capture({ kind: 'note', text: '', target, photo }))
      toast({ text: t('store.photo.saved') })
    return null
  }

  async function onChosen({ currentTarget: field }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = field.files?.[0]
    if (!file || busy) return
    setBusy(true)
    setFault(
      await keep(file).catch((error: unknown) =>
        error instanceof DeviceStorageError ? error.message : t('store.photo.unreadable'),
      ),
    )
    // The same picture may be chosen again.
    field.value = ''
    setBusy(false)
  }

  return (
    <>
      <Button
        size="scan"
        icon={CameraIcon}
        busy={busy}
        aria-label={taken === 0 ? t('store.photo.take') : t('store.photo.another', { n: taken })}
        onClick={() => input.current?.click()}
      >
        {t('store.photo.taken', { n: taken })}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('store.photo.take')}
        onChange={(event) => void onChosen(event)}
      />
      {fault === null ? null : (
        <div className="s-photo-fault">
          <Banner tone="bad" live="alert" title={fault} />
        </div>
      )}
    </>
  )
}
