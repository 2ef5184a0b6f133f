import { isId } from '@cyclecount/domain'
import { Code, DateTime, Quantity } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { changesBetween, wordsOf } from './changes.ts'
import { shortenedId } from './shortened-id.ts'

export interface ChangeListProps {
  readonly before: string | null
  readonly after: string | null
  readonly timeZone: string
}

/** What an audit entry changed, name by name. */
export function ChangeList({ before, after, timeZone }: ChangeListProps) {
  const changes = changesBetween(before, after)
  if (changes.length === 0) return null
  return (
    <ul className="c-change">
      {changes.map((change) => (
        <li key={change.name}>
          {change.name === '' ? null : <span className="cc-muted">{wordsOf(change.name)} </span>}
          {change.before === null ? null : (
            <>
              <Before gone={change.after !== null}>
                <Value name={change.name} text={change.before} timeZone={timeZone} />
              </Before>{' '}
            </>
          )}
          {change.after === null ? null : (
            <ins>
              <Value name={change.name} text={change.after} timeZone={timeZone} />
            </ins>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What the entry says of before only is not known to be gone. */
function Before({ gone, children }: { readonly gone: boolean; readonly children: ReactNode }) {
  return gone ? <del>{children}</del> : <span>{children}</span>
}

interface ValueProps {
  readonly name: string
  readonly text: string
  readonly timeZone: string
}

/** Names say what numbers are: `…At` an instant, `…Milli` a quantity, `…Micros` an amount of money; a variance is one too. */
function Value({ name, text, timeZone }: ValueProps) {
  const isNumber = /^-?\d{1,15}$/.test(text)
  if (isNumber && name.endsWith('At')) {
    return <DateTime at={Number(text)} timeZone={timeZone} format="seconds" zone="never" />
  }
  if (isNumber && (name.endsWith('Milli') || name === 'variance')) return <Quantity milli={Number(text)} />
  if (isNumber && name.endsWith('Micros')) return <Quantity milli={Math.round(Number(text) / 1000)} />
  if (isId(text)) return <Code>{shortenedId(text)}</Code>
  return text
}
