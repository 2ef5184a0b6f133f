import '@cyclecount/ui/styles.css'
import '../styles/console.css'
import '../styles/rules.css'
import '../styles/records.css'
import '../styles/board.css'
import '../styles/labels.css'
import { LiveRegions, MessagesProvider, createMessages } from '@cyclecount/ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { en } from '../i18n/en.ts'
import { Boot } from './boot.tsx'
import { applyKeptTheme } from './theme-choice.tsx'

/** Puts the console into the page. */
export function start(): void {
  const root = document.querySelector('#root')
  if (!root) return
  applyKeptTheme()
  createRoot(root).render(
    <StrictMode>
      <MessagesProvider messages={createMessages(en)}>
        <LiveRegions>
          <Boot />
        </LiveRegions>
      </MessagesProvider>
    </StrictMode>,
  )
}
