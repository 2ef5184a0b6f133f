import type { ComponentProps, ReactNode } from 'react'
import type { Tone } from './tone.ts'

export interface CardProps extends Omit<ComponentProps<'section'>, 'title'> {
  readonly title?: ReactNode
  /** Beside the title, at the far end. */
  readonly aside?: ReactNode
  readonly footer?: ReactNode
  /** The heading's level on its page; it looks the same at each. */
  readonly level?: 2 | 3 | 4 | undefined
  /** No padding round the body: for tables and lists that reach the edges. */
  readonly flush?: boolean | undefined
}

/** A bounded part of a screen. */
export function Card({ title, aside, footer, level = 2, flush, className, children, ...rest }: CardProps) {
  const Heading = `h${level}` as const
  return (
    <section
      className={className ? `cc-card ${className}` : 'cc-card'}
      data-flush={flush || undefined}
      {...rest}
    >
      {title || aside ? (
        <header className="cc-card-head">
          {title ? <Heading className="cc-card-title">{title}</Heading> : null}
          {aside}
        </header>
      ) : null}
      <div className="cc-card-body">{children}</div>
      {footer ? <footer className="cc-card-foot">{footer}</footer> : null}
    </section>
  )
}

export interface ReadingProps {
  readonly label: ReactNode
  readonly value: ReactNode
  readonly note?: ReactNode
  readonly tone?: Tone | undefined
  readonly size?: 'm' | 'l' | undefined
}

/** One figure under its caption, as on a dial plate. */
export function Reading({ label, value, note, tone, size = 'm' }: ReadingProps) {
  return (
    <div className="cc-reading" data-tone={tone} data-size={size}>
      <span className="cc-label">{label}</span>
      <span className="cc-reading-value">{value}</span>
      {note ? <span className="cc-reading-note">{note}</span> : null}
    </div>
  )
}
