import { Logo } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { usePageTitle } from './page.tsx'

/** A page without the console's frame: before signing in, and where nothing can be shown. */
export function CenteredPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  usePageTitle(title)
  return (
    <div className="c-centered">
      <header className="c-centered-head cc-graduated">
        <Logo />
      </header>
      <main className="c-centered-main">{children}</main>
    </div>
  )
}
