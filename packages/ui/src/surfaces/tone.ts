import type { IconComponent } from '../icons/icon.tsx'
import {
  CheckCircleIcon,
  InfoIcon,
  MinusIcon,
  RejectOctagonIcon,
  UnknownDiamondIcon,
  WarnTriangleIcon,
} from '../icons/icons.tsx'

/** What a colour means. Every tone has its own shape too, so that colour never speaks alone. */
export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'unknown' | 'bad'

export const iconByTone: Readonly<Record<Tone, IconComponent>> = {
  neutral: MinusIcon,
  info: InfoIcon,
  ok: CheckCircleIcon,
  warn: WarnTriangleIcon,
  unknown: UnknownDiamondIcon,
  bad: RejectOctagonIcon,
}
