import type { ReactNode } from 'react'
import type { IconComponent } from '../icons/icon.tsx'
import { iconByTone, type Tone } from './tone.ts'

export interface BadgeProps {
  readonly tone?: Tone | undefined
  /** Another shape than the tone's own; `null` for none, where the words alone carry the meaning. */
  readonly icon?: IconComponent | null | undefined
  readonly children: ReactNode
}

/** A state or a kind in one or two words: `Submitted`, `Not on list`. */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  const Icon = icon === undefined ? iconByTone[tone] : icon
  return (
    <span className="cc-badge" data-tone={tone}>
      {Icon ? <Icon /> : null}
      {children}
    </span>
  )
}

/** A number that asks for attention, beside the words that say of what. */
export function CountBadge({
  tone = 'info',
  children,
}: {
  readonly tone?: Tone | undefined
  readonly children: ReactNode
}) {
  return (
    <span className="cc-count-badge" data-tone={tone}>
      {children}
    </span>
  )
}
