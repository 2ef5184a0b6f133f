import { PageHeader } from '@cyclecount/ui'
import { useEffect, type ReactNode } from 'react'
import { useT } from '../i18n/use-t.ts'

/** The title of the browser's tab, which readers hear first. */
export function usePageTitle(title: string): void {
  const t = useT()
  useEffect(() => {
    document.title = t('console.title', { page: title })
  }, [t, title])
}

export interface PageProps {
  readonly title: string
  readonly over?: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page of the console: its head, its title in the tab, its content. */
export function Page({ title, over, note, actions, children }: PageProps) {
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} over={over} note={note} actions={actions} />
      {children}
    </>
  )
}
