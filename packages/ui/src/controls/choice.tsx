import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  readonly count?: ReactNode
}

export interface SegmentedControlProps<Value extends string> {
  /** What is chosen here, for readers. */
  readonly label: string
  readonly options: readonly Choice<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly size?: 'm' | 'scan' | undefined
  readonly wide?: boolean | undefined
}

/** One of a few, all in view: radio buttons by nature, arrow keys included. */
export function SegmentedControl<Value extends string>({
  label,
  options,
  value,
  onChange,
  size = 'm',
  wide,
}: SegmentedControlProps<Value>) {
  const name = useId()
  return (
    <fieldset className="cc-segments" data-size={size} data-wide={wide || undefined}>
      <legend className="cc-visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
          {option.count === undefined ? null : <span className="cc-tab-count">{option.count}</span>}
        </label>
      ))}
    </fieldset>
  )
}

export interface TabsProps<Value extends string> extends Omit<SegmentedControlProps<Value>, 'size' | 'wide'> {
  /** What the chosen tab shows. */
  readonly children: ReactNode
}

/** Tabs and the panel under them. Arrow keys, Home and End move and choose. */
export function Tabs<Value extends string>({ label, options, value, onChange, children }: TabsProps<Value>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)

  function move(event: KeyboardEvent): void {
    const target = tabAfter(event, options, value)
    if (!target) return
    event.preventDefault()
    onChange(target)
    list.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(target)}"]`)?.focus()
  }

  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className="cc-tabs" onKeyDown={move}>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            role="tab"
            id={`${id}-${option.value}`}
            data-value={option.value}
            aria-selected={option.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={option.value === value ? 0 : -1}
            className="cc-tab"
            onClick={() => onChange(option.value)}
          >
            {option.label}
            {option.count === undefined ? null : <span className="cc-tab-count">{option.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  )
}

function tabAfter<Value extends string>(
  event: KeyboardEvent,
  options: readonly Choice<Value>[],
  value: Value,
): Value | undefined {
  const rightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl'
  const at = options.findIndex((option) => option.value === value)
  const step = rightToLeft ? -1 : 1
  switch (event.key) {
    case 'ArrowRight':
      return options.at((at + step + options.length) % options.length)?.value
    case 'ArrowLeft':
      return options.at((at - step + options.length) % options.length)?.value
    case 'Home':
      return options[0]?.value
    case 'End':
      return options.at(-1)?.value
    default:
      return undefined
  }
}
