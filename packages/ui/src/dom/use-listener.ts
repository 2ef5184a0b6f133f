import { useEffect, useEffectEvent, type RefObject } from 'react'

/** Listens on an element for what bubbles up to it from the controls inside: the element itself is no control. */
export function useListener<Type extends keyof HTMLElementEventMap>(
  target: RefObject<HTMLElement | null>,
  type: Type,
  handle: (event: HTMLElementEventMap[Type]) => void,
): void {
  const onEvent = useEffectEvent(handle)
  useEffect(() => {
    const element = target.current
    const listener = (event: HTMLElementEventMap[Type]): void => onEvent(event)
    element?.addEventListener(type, listener)
    return () => element?.removeEventListener(type, listener)
  }, [target, type])
}

/** The nearest element round an event's target that matches, if any. */
export function closestTo(event: Event, selector: string): Element | null {
  return event.target instanceof Element ? event.target.closest(selector) : null
}
