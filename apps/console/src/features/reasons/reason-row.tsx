import {
  Badge,
  Button,
  Checkbox,
  Code,
  IconButton,
  Select,
  SortDownIcon,
  SortUpIcon,
  TextField,
} from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { codeAt, isUnknownAt, mappedTo, type Backend, type ReasonDraft } from './reason-draft.ts'

export interface ReasonRowProps {
  readonly draft: ReasonDraft
  readonly backends: readonly Backend[]
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onMove: (by: -1 | 1) => void
  readonly onChange: (change: Partial<ReasonDraft>) => void
  /** Only one that was never saved is taken out again. */
  readonly onRemove: () => void
}

/** One reason: its place, its name, whether it is offered, and what each inventory system calls it. */
export function ReasonRow({ draft, backends, isFirst, isLast, onMove, onChange, onRemove }: ReasonRowProps) {
  const t = useT()
  const name = draft.label.trim() === '' ? t('console.reasons.new') : draft.label
  return (
    <li data-retired={draft.active ? undefined : true}>
      <span className="c-reason-move">
        <IconButton
          variant="quiet"
          icon={SortUpIcon}
          label={t('console.reasons.up', { reason: name })}
          disabled={isFirst}
          onClick={() => onMove(-1)}
        />
        <IconButton
          variant="quiet"
          icon={SortDownIcon}
          label={t('console.reasons.down', { reason: name })}
          disabled={isLast}
          onClick={() => onMove(1)}
        />
      </span>
      <span className="c-reason-fields">
        <TextField
          label={t('console.reasons.label')}
          required
          maxLength={120}
          value={draft.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
        {draft.reasonId === null ? (
          <TextField
            label={t('console.reasons.code')}
            required
            hint={t('console.reasons.code.hint')}
            maxLength={40}
            value={draft.code}
            onChange={(event) => onChange({ code: event.currentTarget.value })}
          />
        ) : null}
        {backends.map((backend) => (
          <BackendCode key={backend.backendId} draft={draft} backend={backend} onChange={onChange} />
        ))}
      </span>
      <span className="c-reason-state">
        {draft.reasonId === null ? (
          <Button size="s" onClick={onRemove}>
            {t('console.reasons.remove')}
          </Button>
        ) : (
          <Code>{draft.code}</Code>
        )}
        {draft.system ? (
          <Badge>{t('console.reasons.byRule')}</Badge>
        ) : (
          <Checkbox
            label={t('console.reasons.offered')}
            aria-label={t('console.reasons.offered.named', { reason: name })}
            checked={draft.active}
            onChange={(event) => onChange({ active: event.currentTarget.checked })}
          />
        )}
      </span>
    </li>
  )
}

interface BackendCodeProps {
  readonly draft: ReasonDraft
  readonly backend: Backend
  readonly onChange: (change: Partial<ReasonDraft>) => void
}

/** What one inventory system calls it: one of its own reasons, or any text where it takes any. */
function BackendCode({ draft, backend, onChange }: BackendCodeProps) {
  const t = useT()
  const label = t('console.reasons.at', { backend: backend.name })
  const code = codeAt(draft, backend.backendId)
  const set = (to: string): void => onChange({ backendCodes: mappedTo(draft, backend.backendId, to) })
  if (backend.reasons === null) {
    return (
      <TextField
        label={label}
        maxLength={100}
        value={code}
        onChange={(event) => set(event.currentTarget.value)}
      />
    )
  }
  const isUnknown = isUnknownAt(draft, backend)
  const isListed = backend.reasons.some((reason) => reason.code === code)
  return (
    <Select
      label={label}
      value={isListed ? code : ''}
      error={isUnknown ? t('console.reasons.unknown') : undefined}
      onChange={(event) => set(event.currentTarget.value)}
      options={[
        ...(isListed ? [] : [{ value: '', label: t('console.reasons.choose') }]),
        ...backend.reasons.map((reason) => ({
          value: reason.code,
          label: `${reason.label} (${reason.code})`,
        })),
      ]}
    />
  )
}
