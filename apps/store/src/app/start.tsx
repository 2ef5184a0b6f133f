import '@cyclecount/ui/styles.css'
import '../styles/store.css'
import { keepEarlyKeys, LiveRegions, MessagesProvider } from '@cyclecount/ui'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { DeviceContext } from './device-context.tsx'
import { createDevice } from './device.ts'
import { words } from './words.ts'

/** Puts the app into the page. */
export function start(): void {
  const root = document.querySelector('#root')
  if (!root) return
  keepEarlyKeys()
  const device = createDevice()
  device.sender.start()
  // Browsers give sound to nobody before a first touch or key.
  const unlock = (): void => device.feedback.unlock()
  document.addEventListener('pointerdown', unlock, { capture: true })
  document.addEventListener('keydown', unlock, { capture: true })
  createRoot(root).render(
    <MessagesProvider messages={words}>
      <LiveRegions>
        <DeviceContext value={device}>
          <App />
        </DeviceContext>
      </LiveRegions>
    </MessagesProvider>,
  )
}
