const TICKS = 12

/** A dial of twelve ticks, three quarters of them inked, and the needle where the count stands. */
export function LogoMark({ title }: { readonly title?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      {...(title ? { role: 'img', 'aria-label': title } : { 'aria-hidden': true })}
    >
      {Array.from({ length: TICKS }, (_, tick) => (
        <path
          key={tick}
          d="M16 2.5v5"
          strokeWidth="2.6"
          opacity={tick >= 9 ? 0.35 : 1}
          transform={`rotate(${tick * (360 / TICKS)} 16 16)`}
        />
      ))}
      <path className="cc-logo-needle" d="M16 16 7.2 11.6" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="16" cy="16" r="3" fill="currentColor" stroke="none" />
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
    <a className="cc-logo" href={href}>
      {content}
    </a>
  ) : (
    <span className="cc-logo">{content}</span>
  )
}
