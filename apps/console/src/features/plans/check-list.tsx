import { Checkbox, TextField } from '@cyclecount/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'

export interface CheckListProps<T extends string> {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly label: string; readonly note?: string }[]
  readonly chosen: ReadonlySet<T>
  readonly onChange: (chosen: ReadonlySet<T>) => void
  readonly error?: string | undefined
  readonly disabled?: boolean
  readonly children?: ReactNode
}

/** From so many on there is a field to search them. */
const MANY = 9
const ROW_PX = 44

/** Ticks some of many, hundreds or thousands: found by typing, all that are shown at once, only those in view in the page. */
export function CheckList<T extends string>(props: CheckListProps<T>) {
  const { label, options, chosen, onChange, disabled = false } = props
  const t = useT()
  const [text, setText] = useState('')
  const frame = useRef<HTMLDivElement>(null)
  const error = useId()
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return wanted === ''
      ? options
      : options.filter((one) => `${one.label} ${one.note ?? ''}`.toLowerCase().includes(wanted))
  }, [options, text])
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const isAll = shown.length > 0 && shown.every(({ value }) => chosen.has(value))

  function tick(values: readonly T[], on: boolean): void {
    const next = new Set(chosen)
    for (const value of values)
      if (on) next.add(value)
      else next.delete(value)
    onChange(next)
  }

  return (
    <fieldset className="c-fieldset" disabled={disabled} aria-describedby={props.error ? error : undefined}>
      <legend>{label}</legend>
      {options.length < MANY ? null : (
        <TextField
          label={t('console.plans.find', { what: label })}
          type="search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {options.length < 2 ? null : (
        <Checkbox
          label={t('console.plans.allShown', { n: shown.length, chosen: chosen.size })}
          checked={isAll}
          onChange={() =>
            tick(
              shown.map(({ value }) => value),
              !isAll,
            )
          }
        />
      )}
      {props.children}
      {options.length === 0 ? <p className="cc-muted">{t('console.plans.noChoice')}</p> : null}
      <div ref={frame} className="c-pick-list" hidden={shown.length === 0}>
        <ul style={{ blockSize: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const one = shown[index]
            return one ? (
              <li key={one.value} style={{ transform: `translateY(${start}px)` }}>
                <Checkbox
                  label={
                    <>
                      {one.label}
                      {one.note ? <span className="cc-muted"> · {one.note}</span> : null}
                    </>
                  }
                  checked={chosen.has(one.value)}
                  onChange={() => tick([one.value], !chosen.has(one.value))}
                />
              </li>
            ) : null
          })}
        </ul>
      </div>
      {props.error ? (
        <p className="cc-field-error" id={error}>
          {props.error}
        </p>
      ) : null}
    </fieldset>
  )
}
