import { Logo } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { usePageTitle } from './page.tsx'

export interface CenteredPageProps {
  readonly title: string
  /** The heading to the eye; without it the title is one for readers only. */
  readonly heading?: string
  readonly children: ReactNode
}

/** A page without the console's frame: before signing in, and where nothing can be shown. */
export function CenteredPage({ title, heading, children }: CenteredPageProps) {
  usePageTitle(title)
  return (
    <div className="c-centered">
      <header className="c-centered-head cc-graduated">
        <Logo />
      </header>
      <main className="c-centered-main">
        <h1 className={heading === undefined ? 'cc-visually-hidden' : undefined}>{heading ?? title}</h1>
        {children}
      </main>
    </div>
  )
}
