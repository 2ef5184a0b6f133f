import { createWedge, type WedgeStep } from '@cyclecount/barcode'
import { createEarlyKeys } from './early-keys.ts'

export interface ScanCapture {
  /** Stops listening. A code already complete has been given out. */
  readonly stop: () => void
}

export interface ScanCaptureOptions {
  readonly field: HTMLInputElement
  /** Called inside the event, once per code, oldest first. It must not throw and must not wait: queue, then return. */
  readonly onCode: (raw: string) => void
  readonly onReadyChange: (ready: boolean) => void
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
}

/** How long text that an input method committed at once waits for more of the same scan. */
const SETTLE_MS = 140

/** After so much silence what was typed is shown: below what a person notices, above what a scanner leaves between two characters. */
const SHOWN_AFTER_MS = 40

const typingTypes = 'text search tel url email password number date time datetime-local month week'.split(' ')

/** Whether people type here: then no key is the scanner's. */
function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return typingTypes.includes(target.type)
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  )
}

/** Of the one document there is: what its scanner sent and no scan field has given out. */
let early = createEarlyKeys(0)
let listeners = 0

/**
 * Call when the app starts: what is scanned while the screen of a count is still on the way waits for its field, so that no code is
 * taken from its middle on. Whoever taps has gone on to something else.
 */
export function keepEarlyKeys(): void {
  early = createEarlyKeys(performance.now())
  const noteEarly = (event: KeyboardEvent): void => {
    if (listeners === 0 && !isTypedInto(event.target)) note(event)
  }
  document.addEventListener('keydown', noteEarly, { capture: true })
  document.addEventListener('pointerdown', () => early.forget(), { capture: true })
}

function note(event: KeyboardEvent): void {
  early.note({ ...factsOf(event), at: event.timeStamp, screen: location.pathname })
}

/**
 * Listens to the whole document, outside React, for what a keyboard-wedge scanner sends, and to the field for what an
 * input method commits. Codes leave synchronously and in order; the field is cleared in the same event. Keys meant for
 * another text field are left alone.
 *
 * A character costs the browser more than all the rest of a scan (an edit of the field, with selection and layout), and a
 * scanner sends them faster than frames. So those at the end of the field are taken here and shown a moment later: whoever types
 * sees no difference, and of a scan nothing is shown at all. A field that changes within a code costs more still: Chrome gives a page
 * whose frame is due no answer of its database until that frame, up to 16 ms after a key.
 */
export function startScanCapture({
  field,
  onCode,
  onReadyChange,
  prefix,
  suffix,
}: ScanCaptureOptions): ScanCapture {
  const wedge = createWedge({ settleMs: SETTLE_MS, ...(prefix && { prefix }), ...(suffix && { suffix }) })
  const listening = new AbortController()
  const { signal } = listening
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasTakenEarly = false
  /** Typed at the end of the field and not yet in it. */
  let unshown = ''
  let showing: ReturnType<typeof setTimeout> | undefined

  function showTyped(): void {
    clearTimeout(showing)
    if (unshown === '') return
    field.value += unshown
    unshown = ''
  }

  function showSoon(char: string): void {
    unshown += char
    clearTimeout(showing)
    showing = setTimeout(showTyped, SHOWN_AFTER_MS)
  }

  function isAtEnd(): boolean {
    return unshown !== '' || (field.selectionStart === field.value.length && !field.readOnly)
  }

  function obey(event: Event | null, step: WedgeStep): void {
    if (event && step.action === 'swallow') {
      event.preventDefault()
      event.stopPropagation()
    }
    if (step.field !== undefined) {
      unshown = ''
      if (field.value !== step.field) field.value = step.field
    }
    if (step.code !== undefined) {
      early.forget()
      onCode(step.code)
    }
    arm()
  }

  /** Once, before the first key and not before all is there that is made together with the field. */
  function takeEarly(): void {
    if (hasTakenEarly || signal.aborted) return
    hasTakenEarly = true
    for (const key of early.take(location.pathname, performance.now())) obey(null, wedge.key(key))
  }

  function arm(): void {
    clearTimeout(timer)
    const at = wedge.nextAt()
    if (at === null) return
    if (at <= performance.now()) obey(null, wedge.due(performance.now()))
    else timer = setTimeout(() => obey(null, wedge.due(performance.now())), at - performance.now())
  }

  const isElsewhere = (target: EventTarget | null): boolean => target !== field && isTypedInto(target)

  function onKey(event: KeyboardEvent): void {
    if (isElsewhere(event.target)) return
    takeEarly()
    note(event)
    const isHere = event.target === field
    const where = isHere ? { field: field.value + unshown } : {}
    const step = wedge.key({ ...factsOf(event), at: event.timeStamp, ...where })
    const isTyped = isHere && step.action === 'pass' && step.field === undefined
    const isTaken = isTyped && isPlainChar(event) && isAtEnd()
    // What any other key does is done to all that was typed.
    if (isTyped && !isTaken) showTyped()
    obey(event, step)
    if (!isTaken) return
    event.preventDefault()
    event.stopPropagation()
    showSoon(event.key)
    obey(event, wedge.text({ value: field.value + unshown, isComposing: false, at: event.timeStamp }))
  }

  /** Nobody listens for a key to rise; twelve of them in a code cost as much as its look-up. */
  function onKeyUp(event: KeyboardEvent): void {
    if (event.target === field && isPlainChar(event)) event.stopPropagation()
  }

  function onText(event: Event): void {
    const isComposing = event instanceof InputEvent && event.isComposing
    obey(event, wedge.text({ value: field.value, isComposing, at: event.timeStamp }))
  }

  function onBeforeInput(event: InputEvent): void {
    showTyped()
    if (event.inputType !== 'insertLineBreak') return
    obey(event, wedge.key({ ...enter, at: event.timeStamp, field: field.value }))
  }

  /** Taps leave the focus on the button they press; input methods speak only to the field, so it goes back. */
  function onClick(event: MouseEvent): void {
    const byHand = event instanceof PointerEvent && event.pointerType !== ''
    if (byHand && !isTypedInto(document.activeElement) && !document.querySelector('dialog[open]')) {
      field.focus({ preventScroll: true })
    }
  }

  function reportReady(): void {
    onReadyChange(document.hasFocus() && !isElsewhere(document.activeElement))
  }

  document.addEventListener('keydown', onKey, { capture: true, signal })
  document.addEventListener('keyup', onKeyUp, { capture: true, signal })
  field.addEventListener('input', onText, { signal })
  field.addEventListener('compositionend', onText, { signal })
  field.addEventListener('beforeinput', onBeforeInput, { signal })
  document.addEventListener('click', onClick, { signal })
  document.addEventListener('focusin', reportReady, { signal })
  document.addEventListener('focusout', () => queueMicrotask(reportReady), { signal })
  window.addEventListener('focus', reportReady, { signal })
  window.addEventListener('blur', reportReady, { signal })
  listeners += 1
  reportReady()
  queueMicrotask(takeEarly)

  return {
    stop() {
      listening.abort()
      listeners -= 1
      clearTimeout(timer)
      clearTimeout(showing)
    },
  }
}

/** A key that types one character and nothing else; with modifiers, dead keys and input methods the browser knows better. */
function isPlainChar({ key, keyCode, ctrlKey, altKey, metaKey, isComposing }: KeyboardEvent): boolean {
  return key.length === 1 && keyCode !== 229 && !ctrlKey && !altKey && !metaKey && !isComposing
}

const enter = { key: 'Enter', keyCode: 13, ctrlKey: false, altKey: false, metaKey: false, isComposing: false }

function factsOf({ key, keyCode, ctrlKey, altKey, metaKey, isComposing }: KeyboardEvent): typeof enter {
  return { key, keyCode, ctrlKey, altKey, metaKey, isComposing }
}
