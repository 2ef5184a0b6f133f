import { Checkbox, Dialog, IconButton, KeyboardIcon } from '@cyclecount/ui'
import { useEffect, useEffectEvent, useState } from 'react'
import { useT, type ConsoleKey } from '../../i18n/use-t.ts'
import { shortcutsKept } from './shortcuts.ts'
import { isForPage } from './use-line-keys.ts'

const shortcuts: readonly { readonly keys: readonly string[]; readonly words: ConsoleKey }[] = [
  { keys: ['j', '↓'], words: 'console.keys.next' },
  { keys: ['k', '↑'], words: 'console.keys.previous' },
  { keys: ['x'], words: 'console.keys.choose' },
  { keys: ['a'], words: 'console.keys.approve' },
  { keys: ['r'], words: 'console.keys.reject' },
  { keys: ['Enter'], words: 'console.keys.open' },
  { keys: ['Esc'], words: 'console.keys.close' },
  { keys: ['?'], words: 'console.keys.help' },
]

/** What the keys do, and the switch for those that are single letters. */
export function ShortcutHelp() {
  const t = useT()
  const [open, setOpen] = useState(false)
  const [on, setOn] = useState(() => shortcutsKept.read() === 'on')
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== '?' || !on || !isForPage(event)) return
    event.preventDefault()
    setOpen(true)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
  return (
    <>
      <IconButton icon={KeyboardIcon} label={t('console.keys.title')} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={() => setOpen(false)} title={t('console.keys.title')}>
        <dl className="cc-facts c-keys">
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
