import { SegmentedControl, applyTheme } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { keptChoice } from '../parts/kept-choice.ts'

const themes = ['system', 'light', 'dark'] as const

const kept = keptChoice('cyclecount.console.theme', themes, 'system')

/** Puts the theme chosen on this browser onto the page. */
export function applyKeptTheme(): void {
  applyTheme(kept.read())
}

/** Light, dark, or what the system says. */
export function ThemeChoice() {
  const t = useT()
  const [theme, setTheme] = useState(kept.read)
  return (
    <div className="c-menu-part">
      <SegmentedControl
        label={t('console.theme')}
        wide
        value={theme}
        options={themes.map((value) => ({ value, label: t(`console.theme.${value}`) }))}
        onChange={(chosen) => {
          setTheme(chosen)
          kept.keep(chosen)
          applyTheme(chosen)
        }}
      />
    </div>
  )
}
