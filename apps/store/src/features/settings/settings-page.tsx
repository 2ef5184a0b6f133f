import type { Setting } from '@cyclecount/device-db'
import { Code, PhoneShell, SegmentedControl, TextField } from '@cyclecount/ui'
import { useLocation } from 'wouter'
import { useDevice, usePreferences, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { UpdateOffer } from '../../parts/update-offer.tsx'
import { APP_VERSION } from '../../version.ts'
import { StorageFacts } from '../storage/storage-facts.tsx'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { PeopleHere } from './people-here.tsx'

/** What belongs to this device and to who uses it. */
export function SettingsPage({ person }: { readonly person: Setting<'person'> }) {
  const t = useT()
  const [, go] = useLocation()
  return (
    <PhoneShell
      title={t('store.settings.title')}
      note={person.name}
      back={{ label: t('store.areas.title'), onBack: () => go('/') }}
      aside={<SyncBadge />}
    >
      <UpdateOffer />
      <Signals />
      <Looks />
      <ThisDevice />
      <StorageFacts />
      <PeopleHere person={person} />
    </PhoneShell>
  )
}

function Signals() {
  const t = useT()
  const { store, feedback } = useDevice()
  const preferences = usePreferences()

  function change(part: Partial<Setting<'preferences'>>): void {
    const next = { ...preferences, ...part }
    feedback.setLevels(next)
    feedback.play('counted')
    void store.setSetting('preferences', next)
  }

  return (
    <section className="s-section" aria-label={t('store.settings.signals')}>
      <h2 className="cc-label">{t('store.settings.signals')}</h2>
      <Level
        label={t('store.settings.sound')}
        value={preferences.sound}
        levels={[0, 3, 6, 10]}
        onChange={(sound) => change({ sound })}
      />
      <Level
        label={t('store.settings.vibration')}
        value={preferences.vibration}
        levels={[0, 1, 3, 5]}
        onChange={(vibration) => change({ vibration })}
      />
    </section>
  )
}

interface LevelProps {
  readonly label: string
  readonly value: number
  /** Off, low, middle, high. */
  readonly levels: readonly [number, number, number, number]
  readonly onChange: (value: number) => void
}

function Level({ label, value, levels, onChange }: LevelProps) {
  const t = useT()
  const words = [t('store.level.off'), t('store.level.low'), t('store.level.middle'), t('store.level.high')]
  return (
    <div className="s-choice">
      <span>{label}</span>
      <SegmentedControl
        wide
        size="scan"
        label={label}
        value={String(value)}
        onChange={(chosen) => onChange(Number(chosen))}
        options={levels.map((level, at) => ({ value: String(level), label: words[at] }))}
      />
    </div>
  )
}

function Looks() {
  const t = useT()
  const { store } = useDevice()
  const preferences = usePreferences()
  return (
    <section className="s-section" aria-label={t('store.settings.looks')}>
      <h2 className="cc-label">{t('store.settings.looks')}</h2>
      <div className="s-choice">
        <span>{t('store.settings.theme')}</span>
        <SegmentedControl
          wide
          size="scan"
          label={t('store.settings.theme')}
          value={preferences.theme}
          onChange={(theme) => void store.setSetting('preferences', { ...preferences, theme })}
          options={[
            { value: 'system', label: t('store.theme.system') },
            { value: 'light', label: t('store.theme.light') },
            { value: 'dark', label: t('store.theme.dark') },
          ]}
        />
      </div>
      <div className="s-choice">
        <span>{t('store.settings.hand')}</span>
        <SegmentedControl
          wide
          size="scan"
          label={t('store.settings.hand')}
          value={preferences.hand}
          onChange={(hand) => void store.setSetting('preferences', { ...preferences, hand })}
          options={[
            { value: 'left', label: t('store.hand.left') },
            { value: 'right', label: t('store.hand.right') },
          ]}
        />
      </div>
    </section>
  )
}

function ThisDevice() {
  const t = useT()
  const { store } = useDevice()
  const device = useStored(['device'], (stored) => stored.setting('device'))
  return (
    <section className="s-section" aria-label={t('store.settings.device')}>
      <h2 className="cc-label">{t('store.settings.device')}</h2>
      {device ? (
        <TextField
          key={device.label}
          label={t('store.settings.label')}
          hint={t('store.settings.labelHint')}
          defaultValue={device.label}
          maxLength={80}
          onBlur={(event) => {
            const label = event.currentTarget.value.trim()
            if (label !== '' && label !== device.label) void store.setSetting('device', { ...device, label })
          }}
        />
      ) : null}
      <dl className="s-facts">
        <dt>{t('store.settings.deviceId')}</dt>
        <dd>{device ? <Code>{device.deviceId}</Code> : null}</dd>
        <dt>{t('store.settings.version')}</dt>
        <dd>{APP_VERSION}</dd>
      </dl>
    </section>
  )
}
