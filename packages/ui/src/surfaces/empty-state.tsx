import type { ReactNode } from 'react'
import type { IconComponent } from '../icons/icon.tsx'
import { useMessages } from '../i18n/provider.tsx'

export interface EmptyStateProps {
  readonly title: ReactNode
  /** Why there is nothing, and what to do next. */
  readonly children?: ReactNode
  readonly icon?: IconComponent | undefined
  readonly actions?: ReactNode
}

/** What stands where nothing is yet. */
export function EmptyState({ title, children, icon: Icon, actions }: EmptyStateProps) {
  return (
    <div className="cc-empty">
      {Icon ? (
        <span className="cc-empty-mark">
          <Icon />
        </span>
      ) : null}
      <p className="cc-empty-title">{title}</p>
      {children ? <p className="cc-empty-words">{children}</p> : null}
      {actions ? <div className="cc-actions">{actions}</div> : null}
    </div>
  )
}

/** Room held for text that is on its way. `width` in any CSS length. */
export function Skeleton({
  width = '100%',
  height,
}: {
  readonly width?: string | undefined
  readonly height?: string | undefined
}) {
  return <span className="cc-skeleton" aria-hidden="true" style={{ inlineSize: width, blockSize: height }} />
}

/** Several lines of it, said once to readers. */
export function SkeletonLines({ lines = 3 }: { readonly lines?: number | undefined }) {
  const t = useMessages()
  const widths = ['92%', '78%', '85%', '64%']
  return (
    <div role="status" style={{ display: 'grid', gap: '0.6rem' }}>
      <span className="cc-visually-hidden">{t('ui.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} width={widths[line % widths.length]} />
      ))}
    </div>
  )
}
