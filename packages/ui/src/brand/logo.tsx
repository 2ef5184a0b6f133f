const TICKS = 12

/** A dial of twelve ticks, inked as far as the needle has come. */
export function LogoMark({ title }: { readonly title?: string | undefined }) {
  return (
    <svg
      viewBox="-16 -16 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      {...(title ? { role: 'img', 'aria-label': title } : { 'aria-hidden': true })}
    >
      {Array.from({ length: TICKS }, (_, tick) => (
        <path
          key={tick}
          d="M0-14v5.2"
          opacity={tick === TICKS - 1 ? 0.4 : 1}
          transform={`rotate(${tick * (360 / TICKS)})`}
        />
      ))}
      <path className="cc-logo-needle" d="M-2 0 0-11.5 2 0z" transform="rotate(315)" stroke="none" />
      <circle r="2.9" fill="currentColor" stroke="none" />
    </svg>
  )
}

/** The mark and the name. */
export function Logo({ href }: { readonly href?: string | undefined }) {
  const content = (
    <>
      <LogoMark />
      <span>Cyclecount</span>
    </>
  )
  return href ? (
    <a className="cc-logo" href={href} aria-label="Cyclecount">
      {content}
    </a>
  ) : (
    <span className="cc-logo">{content}</span>
  )
}
