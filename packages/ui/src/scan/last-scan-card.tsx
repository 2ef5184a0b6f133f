import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { formatQuantity } from '../format/format.ts'
import type { IconComponent } from '../icons/icon.tsx'
import {
  BarcodeIcon,
  CheckCircleIcon,
  RejectOctagonIcon,
  UndoIcon,
  UnknownDiamondIcon,
  WarnTriangleIcon,
} from '../icons/icons.tsx'
import { useLocale, useMessages } from '../i18n/provider.tsx'
import type { Tone } from '../surfaces/tone.ts'
import type { ScanResult } from './feedback.ts'

export interface LastScanCardProps {
  readonly result: ScanResult
  /** A new value for every scan: it makes the card flash. */
  readonly scanId: string
  /** The item's name, or for an unknown code the code itself. Two lines are shown. */
  readonly name: ReactNode
  /** SKU and the tail of the barcode, in <Code>. */
  readonly detail?: ReactNode
  /** What the item counts now in this area, in milli-units; null where nothing was counted. */
  readonly quantityMilli: number | null
  /** What this scan changed, shown as +1. */
  readonly deltaMilli?: number | undefined
  readonly unit?: string | undefined
  readonly photoUrl?: string | undefined
  /** Other words than the result's own beside its sign: `Also counted in A-13`. */
  readonly status?: ReactNode
  readonly onUndo?: (() => void) | undefined
  /** Opens the keypad: the quantity becomes a button. */
  readonly onQuantity?: (() => void) | undefined
  /** What can be done about an unknown or a rejected scan; buttons of size `scan`. */
  readonly actions?: ReactNode
}

const looks: Readonly<Record<ScanResult, { readonly tone: Tone; readonly icon: IconComponent }>> = {
  counted: { tone: 'ok', icon: CheckCircleIcon },
  ambiguous: { tone: 'warn', icon: WarnTriangleIcon },
  unknown: { tone: 'unknown', icon: UnknownDiamondIcon },
  rejected: { tone: 'bad', icon: RejectOctagonIcon },
  undone: { tone: 'neutral', icon: UndoIcon },
}

/** The result of the last scan, to be read at arm's length: colour, shape, words, and the number. */
export function LastScanCard(props: LastScanCardProps) {
  const { result, scanId, name, detail, quantityMilli, photoUrl, status, onUndo, actions } = props
  const t = useMessages()
  const flash = useFlash(scanId)
  const { tone, icon: Sign } = looks[result]
  return (
    <section className="cc-scan-card" data-tone={tone} data-result={result} data-scan={scanId}>
      <header className="cc-scan-card-head">
        <Sign />
        <strong>{status ?? t(`ui.scan.${result}`)}</strong>
      </header>
      <div className="cc-scan-card-item">
        <span className="cc-scan-card-photo">
          {photoUrl ? <img src={photoUrl} alt="" decoding="async" /> : <BarcodeIcon />}
        </span>
        <div>
          <p className="cc-scan-card-name">{name}</p>
          {detail ? <p className="cc-scan-card-detail">{detail}</p> : null}
        </div>
      </div>
      <div className="cc-scan-card-foot">
        {quantityMilli === null ? <span /> : <CountedQuantity {...props} quantityMilli={quantityMilli} />}
        {onUndo ? (
          <Button size="scan-primary" icon={UndoIcon} onClick={onUndo}>
            {t('ui.scan.undo')}
          </Button>
        ) : null}
      </div>
      {actions ? <div className="cc-scan-card-actions">{actions}</div> : null}
      <span ref={flash} className="cc-scan-card-flash" aria-hidden="true" />
    </section>
  )
}

type CountedQuantityProps = LastScanCardProps & { readonly quantityMilli: number }

function CountedQuantity({ quantityMilli, deltaMilli, unit, onQuantity }: CountedQuantityProps) {
  const t = useMessages()
  const locale = useLocale()
  const text = formatQuantity(quantityMilli, locale)
  const content = (
    <>
      <span className="cc-visually-hidden">{t('ui.scan.quantity')}: </span>
      <span
        className="cc-scan-card-number"
        data-digits={text.length > 5 ? 'very-many' : text.length > 3 ? 'many' : undefined}
      >
        {text}
      </span>
      <span className="cc-scan-card-side">
        {deltaMilli ? (
          <span className="cc-scan-card-delta">{formatQuantity(deltaMilli, locale, 'exceptZero')}</span>
        ) : null}
        {unit ? <span>{unit}</span> : null}
      </span>
    </>
  )
  return onQuantity ? (
    <button type="button" className="cc-scan-card-quantity" onClick={onQuantity}>
      {content}
    </button>
  ) : (
    <div className="cc-scan-card-quantity">{content}</div>
  )
}

/** Three flashes a second are the most that is safe to look at (WCAG 2.3.1). */
const FLASH_EVERY = 350
const FLASH_MS = 60
const FLASH_OPACITY = '0.55'

/** Lights the element once per scan, and never for those who asked for less motion. */
function useFlash(scanId: string) {
  const element = useRef<HTMLSpanElement>(null)
  const seen = useRef({ scanId, flashedAt: -Infinity })
  useEffect(() => {
    if (seen.current.scanId === scanId) return undefined
    const now = performance.now()
    const isSafe = now - seen.current.flashedAt >= FLASH_EVERY
    const flashes = isSafe && !matchMedia('(prefers-reduced-motion: reduce)').matches
    seen.current = { scanId, flashedAt: flashes ? now : seen.current.flashedAt }
    const light = element.current
    if (!flashes || !light) return undefined
    // On and off, not faded: a fade keeps frames coming, and Chrome lets a scan's database answers wait for the next frame.
    light.style.opacity = FLASH_OPACITY
    const off = setTimeout(() => (light.style.opacity = ''), FLASH_MS)
    return () => {
      clearTimeout(off)
      light.style.opacity = ''
    }
  }, [scanId])
  return element
}
