import { TextAreaField } from '@cyclecount/ui'
import { useRef, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { named, namingAt, offeredFor, type Nameable } from './naming.ts'

export interface TextWithNamesProps {
  readonly value: string
  readonly people: readonly Nameable[]
  readonly missing: boolean
  readonly onChange: (text: string) => void
}

/** A text in which @ offers the people who can be named; buttons, reached with Tab, that write the whole name. */
export function TextWithNames({ value, people, missing, onChange }: TextWithNamesProps) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const [caret, setCaret] = useState(0)
  const typed = namingAt(value, caret)
  const offered = typed === null ? [] : offeredFor(people, typed)

  function choose(name: string): void {
    const next = named(value, caret, typed ?? '', name)
    onChange(next.text)
    setCaret(next.caret)
    const area = frame.current?.querySelector('textarea')
    area?.focus()
    // After React has put the text there.
    requestAnimationFrame(() => area?.setSelectionRange(next.caret, next.caret))
  }

  return (
    <div ref={frame} className="c-naming">
      <TextAreaField
        label={t('console.comments.text')}
        hint={t('console.comments.text.hint')}
        error={missing ? t('console.comments.text.missing') : undefined}
        rows={3}
        maxLength={3000}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value)
          setCaret(event.currentTarget.selectionStart)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
      />
      {offered.length === 0 ? null : (
        <ul className="c-badges" aria-label={t('console.comments.name')}>
          {offered.map(({ personId, name }) => (
            <li key={personId}>
              <button
                type="button"
                className="cc-button"
                data-size="s"
                aria-label={t('console.comments.name.one', { person: name })}
                onClick={() => choose(name)}
              >
                @{name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
