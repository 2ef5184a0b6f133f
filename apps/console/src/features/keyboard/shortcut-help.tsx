import { Checkbox, Dialog, IconButton, KeyboardIcon } from '@cyclecount/ui'
import { useState } from 'react'
import { useT, type ConsoleKey } from '../../i18n/use-t.ts'
import { usePageKeys } from './page-keys.ts'
import { shortcutsKept } from './shortcuts.ts'

interface Shortcut {
  readonly keys: readonly string[]
  readonly words: ConsoleKey
}

const groups: readonly { readonly title: ConsoleKey; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'console.keys.lines',
    shortcuts: [
      { keys: ['j', '↓'], words: 'console.keys.next' },
      { keys: ['k', '↑'], words: 'console.keys.previous' },
      { keys: ['x'], words: 'console.keys.choose' },
      { keys: ['a'], words: 'console.keys.approve' },
      { keys: ['r'], words: 'console.keys.reject' },
      { keys: ['c'], words: 'console.keys.recount' },
      { keys: ['Enter'], words: 'console.keys.open' },
      { keys: ['Esc'], words: 'console.keys.close' },
    ],
  },
  {
    title: 'console.keys.offers',
    shortcuts: [
      { keys: ['o'], words: 'console.keys.nextOffer' },
      { keys: ['m'], words: 'console.keys.isMove' },
      { keys: ['n'], words: 'console.keys.isNoMove' },
    ],
  },
  {
    title: 'console.keys.codes',
    shortcuts: [
      { keys: ['j', 'k'], words: 'console.keys.walkCodes' },
      { keys: ['f'], words: 'console.keys.findProduct' },
      { keys: ['1', '…', '9'], words: 'console.keys.candidate' },
    ],
  },
  {
    title: 'console.keys.late',
    shortcuts: [
      { keys: ['j', 'k'], words: 'console.keys.walkLate' },
      { keys: ['a'], words: 'console.keys.acceptLate' },
      { keys: ['r'], words: 'console.keys.dismissLate' },
    ],
  },
  {
    title: 'console.keys.everywhere',
    shortcuts: [
      { keys: ['Enter'], words: 'console.keys.save' },
      { keys: ['Ctrl Enter'], words: 'console.keys.saveText' },
      { keys: ['?'], words: 'console.keys.help' },
    ],
  },
]

/** What the keys of the review do, and the switch for those that are single letters. */
export function ShortcutHelp() {
  const t = useT()
  const [open, setOpen] = useState(false)
  const [on, setOn] = useState(() => shortcutsKept.read() === 'on')
  usePageKeys({ '?': () => setOpen(true) })
  return (
    <>
      <IconButton icon={KeyboardIcon} label={t('console.keys.title')} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={() => setOpen(false)} title={t('console.keys.title')}>
        <div className="c-keys">
          {groups.map(({ title, shortcuts }) => (
            <section key={title}>
              <h3>{t(title)}</h3>
              <dl className="cc-facts">
                {shortcuts.map(({ keys, words }) => (
                  <div key={words} className="c-fact">
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{t(words)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <Checkbox
          label={t('console.keys.switch')}
          checked={on}
          onChange={(event) => {
            const next = event.currentTarget.checked
            setOn(next)
            shortcutsKept.keep(next ? 'on' : 'off')
          }}
        />
      </Dialog>
    </>
  )
}
