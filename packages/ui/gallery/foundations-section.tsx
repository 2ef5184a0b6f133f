import * as icons from '../src/icons/icons.tsx'
import { DateTime, Money, Percent, Quantity } from '../src/index.ts'
import { Section } from './section.tsx'

const papers = [
  'paper',
  'surface',
  'raised',
  'sunken',
  'accent-wash',
  'ok-wash',
  'warn-wash',
  'unknown-wash',
  'bad-wash',
  'neutral-wash',
]
const solids = ['accent', 'ok', 'warn', 'unknown', 'bad', 'neutral'] as const
const sizes = ['xs', 's', 'm', 'l', 'xl', '2xl', '3xl', 'count']
const afternoon = Date.UTC(2026, 10, 21, 14, 42)

/** Colour, type, signs and formats. */
export function FoundationsSection() {
  return (
    <Section title="Foundations">
      <div className="g-swatches">
        {papers.map((name) => (
          <div key={name} className="g-swatch" style={{ background: `var(--cc-${name})` }}>
            {name}
          </div>
        ))}
        {solids.map((name) => (
          <div
            key={name}
            className="g-swatch"
            style={{
              background: `var(--cc-${name}-solid)`,
              color: `var(--cc-on-${name})`,
            }}
          >
            {name}
          </div>
        ))}
      </div>
      <div>
        {sizes.map((size) => (
          <div
            key={size}
            style={{
              fontSize: `var(--cc-text-${size})`,
              lineHeight: 1.2,
              fontWeight: size === 'count' ? 700 : 450,
            }}
          >
            {size === 'count' ? '1,208' : `Counted 1,208 of 4,096 — ${size}`}
          </div>
        ))}
      </div>
      <div className="g-row" style={{ fontSize: '1.5rem' }}>
        {Object.entries(icons).map(([name, Icon]) => (
          <span key={name} title={name}>
            <Icon />
          </span>
        ))}
      </div>
      <dl className="cc-facts">
        <dt>Quantity</dt>
        <dd>
          <Quantity milli={1_234_500} /> · <Quantity milli={-3000} sign="exceptZero" /> ·{' '}
          <Quantity milli={12_000} sign="exceptZero" unit="pcs" /> · <Quantity milli={null} />
        </dd>
        <dt>Money</dt>
        <dd>
          <Money micros={412_180_000n} currency="EUR" /> ·{' '}
          <Money micros={-1_077_400_000n} currency="USD" sign="exceptZero" /> ·{' '}
          <Money micros={9_007_199_254_740_993_000_000n} currency="USD" />
        </dd>
        <dt>Percent</dt>
        <dd>
          <Percent percentMilli={-12_345} sign="exceptZero" />
        </dd>
        <dt>Instant</dt>
        <dd>
          <DateTime at={afternoon} timeZone="America/New_York" /> ·{' '}
          <DateTime at={afternoon} timeZone="Asia/Kolkata" format="seconds" />
        </dd>
      </dl>
    </Section>
  )
}
