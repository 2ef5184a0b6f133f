import { createRoot } from 'react-dom/client'
import '../src/styles/styles.css'
import './gallery.css'
import { createMessages } from '../src/i18n/messages.ts'
import { createPseudoMessages } from '../src/i18n/pseudo.ts'
import { LiveRegions, MessagesProvider } from '../src/index.ts'
import { GalleryOrFrame } from './gallery.tsx'

const asked = new URLSearchParams(location.search)
const theme = asked.get('theme')
if (theme) document.documentElement.dataset['theme'] = theme
document.documentElement.dir = asked.get('dir') ?? 'ltr'

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <MessagesProvider messages={asked.has('pseudo') ? createPseudoMessages({}) : createMessages({})}>
      <LiveRegions>
        <GalleryOrFrame frame={asked.get('frame')} only={asked.get('only')} />
      </LiveRegions>
    </MessagesProvider>,
  )
}
