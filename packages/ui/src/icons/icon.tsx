import type { ComponentType, ReactNode, SVGProps } from 'react'

export interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'children'> {
  /** What the sign says where no words stand beside it; without it the sign is decoration and hidden from readers. */
  readonly label?: string | undefined
}

export type IconComponent = ComponentType<IconProps>

/** A sign drawn on a 20-unit grid with a 1.75 line. `directional` ones turn round in right-to-left scripts. */
export function icon(shape: ReactNode, directional = false): IconComponent {
  return function Icon({ label, className, ...rest }: IconProps) {
    const classes = ['cc-icon', directional && 'cc-icon-directional', className].filter(Boolean).join(' ')
    return (
      <svg
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        className={classes}
        {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
        {...rest}
      >
        {shape}
      </svg>
    )
  }
}
