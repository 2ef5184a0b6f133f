import { useState, type ReactNode } from 'react'
import { applyTheme, Logo, SegmentedControl, type ThemeChoice } from '../src/index.ts'
import { ControlsSection } from './controls-section.tsx'
import { DataSection } from './data-section.tsx'
import { FoundationsSection } from './foundations-section.tsx'
import { ScanFrame, ScanSection } from './scan-section.tsx'
import { ConsoleFrame, PhoneFrame, ShellsSection } from './shells-section.tsx'
import { SurfacesSection } from './surfaces-section.tsx'

const sections: Readonly<Record<string, () => ReactNode>> = {
  foundations: FoundationsSection,
  controls: ControlsSection,
  surfaces: SurfacesSection,
  data: DataSection,
  scan: ScanSection,
  shells: ShellsSection,
}

const frames: Readonly<Record<string, () => ReactNode>> = {
  console: ConsoleFrame,
  phone: PhoneFrame,
  scan: ScanFrame,
}

/** A whole screen alone, `?frame=scan`, or the gallery. */
export function GalleryOrFrame({
  frame,
  only,
}: {
  readonly frame: string | null
  readonly only: string | null
}) {
  const Frame = frame === null ? undefined : frames[frame]
  return Frame ? <Frame /> : <Gallery only={only} />
}

/** Every component in every state, on one page; `?only=scan` shows one part, `?theme=dark` a theme. */
function Gallery({ only }: { readonly only: string | null }) {
  const shown = Object.entries(sections).filter(([name]) => !only || name === only)
  return (
    <main className="g-page">
      <header className="g-head cc-graduated">
        <h1>
          <Logo />
        </h1>
        <ThemeSwitch />
      </header>
      {shown.map(([name, Section]) => (
        <Section key={name} />
      ))}
    </main>
  )
}

function ThemeSwitch() {
  const [theme, setTheme] = useState<ThemeChoice>('system')
  function choose(next: ThemeChoice): void {
    setTheme(next)
    applyTheme(next)
  }
  return (
    <SegmentedControl<ThemeChoice>
      label="Theme"
      value={theme}
      onChange={choose}
      options={[
        { value: 'system', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  )
}
