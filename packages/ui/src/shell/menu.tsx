import { useId, useRef, type ReactNode } from 'react'
import { Button, type ButtonProps } from '../controls/button.tsx'
import { closestTo, useListener } from '../dom/use-listener.ts'
import { ChevronDownIcon } from '../icons/icons.tsx'

export interface MenuProps extends Omit<ButtonProps, 'children' | 'popoverTarget'> {
  /** The words on the button. */
  readonly label: ReactNode
  /** Plain buttons and links; choosing one closes the menu. */
  readonly children: ReactNode
}

/** A button with a small panel of actions under it: a native popover, so Escape and a click beside it close it. */
export function Menu({ label, children, ...button }: MenuProps) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  useListener(panel, 'click', (event) => {
    if (closestTo(event, 'button, a')) panel.current?.hidePopover()
  })
  const anchor = `--cc-menu-${id.replace(/[^a-z0-9]/gi, '')}`
  return (
    <span className="cc-menu">
      <Button {...button} popoverTarget={id} style={{ anchorName: anchor }}>
        {label}
        <ChevronDownIcon />
      </Button>
      <div ref={panel} id={id} popover="auto" className="cc-menu-panel" style={{ positionAnchor: anchor }}>
        {children}
      </div>
    </span>
  )
}
