import type { CSSProperties, ReactNode } from 'react'
import { useMessages } from '../i18n/provider.tsx'
import type { Tone } from './tone.ts'

export interface ProgressProps {
  /** What makes progress. */
  readonly label: string
  readonly done: number
  readonly total: number
  /** The reading in words; default “37 of 52”. */
  readonly text?: string | undefined
  readonly tone?: Tone | undefined
}

/** How far done, 0 to 1; nothing to do is not done. */
export function progressShare(done: number, total: number): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
}

function useReading({ label, done, total, text }: ProgressProps) {
  const t = useMessages()
  const words = text ?? t('ui.progress', { done, total })
  return {
    words,
    share: progressShare(done, total),
    bar: {
      role: 'progressbar',
      'aria-label': label,
      'aria-valuemin': 0,
      'aria-valuemax': total,
      'aria-valuenow': Math.min(done, total),
      'aria-valuetext': words,
    },
  }
}

/** A ruler that fills, with its reading in words. */
export function ProgressBar(props: ProgressProps) {
  const { words, share, bar } = useReading(props)
  return (
    <div className="cc-progress" data-tone={props.tone}>
      <div className="cc-progress-text">
        <span>{props.label}</span>
        <strong>{words}</strong>
      </div>
      <div className="cc-ruler" {...bar}>
        <div className="cc-ruler-done" style={{ inlineSize: `${share * 100}%` }} />
      </div>
    </div>
  )
}

export interface ProgressRingProps extends ProgressProps {
  /** Diameter in CSS pixels. */
  readonly size?: number | undefined
  /** What stands inside; default the number done over the total. */
  readonly children?: ReactNode
}

const TICKS = 40

/** A dial of ticks that are inked one after the other, with the reading inside. */
export function ProgressRing({ size = 72, children, ...props }: ProgressRingProps) {
  const { share, bar } = useReading(props)
  const inked = share === 1 ? TICKS : Math.min(TICKS - 1, Math.ceil(share * TICKS))
  const style: CSSProperties & { readonly '--dial': string } = { '--dial': `${size}px` }
  return (
    <div className="cc-dial" data-tone={props.tone} style={style} {...bar}>
      <svg viewBox="0 0 100 100" fill="none" strokeWidth="9" aria-hidden="true">
        <circle
          className="cc-dial-rest"
          cx="50"
          cy="50"
          r="44"
          pathLength={TICKS}
          strokeDasharray="0.4 0.6"
        />
        {inked > 0 ? (
          <circle
            className="cc-dial-done"
            cx="50"
            cy="50"
            r="44"
            pathLength={TICKS}
            strokeDasharray={`${'0.4 0.6 '.repeat(inked)}0 ${TICKS}`}
          />
        ) : null}
      </svg>
      <span className="cc-dial-text">
        {children ?? (
          <>
            {props.done}
            <small>/ {props.total}</small>
          </>
        )}
      </span>
    </div>
  )
}
