import { routes } from '@cyclecount/contract'
import type { FacilityId, SuggestionId } from '@cyclecount/domain'
import { Button, CheckIcon, CloseIcon, PauseIcon, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { usePageKeys } from '../keyboard/page-keys.ts'
import { suggestionsKey } from './queries.ts'

export interface SuggestionBarProps {
  readonly facilityId: FacilityId
  readonly ids: readonly SuggestionId[]
  /** The facility's day, `2026-11-22`. */
  readonly today: string
  readonly onDone: () => void
}

/** What is chosen and what can be done with it: a count, a later day, or nothing for a reason. */
export function SuggestionBar({ facilityId, ids, today, onDone }: SuggestionBarProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [asking, setAsking] = useState<'snooze' | 'dismiss' | null>(null)
  const params = { facilityId }
  const done = async (text: string): Promise<void> => {
    toast({ text })
    setAsking(null)
    onDone()
    await Promise.all([suggestionsKey, keys.runs].map((queryKey) => queries.invalidateQueries({ queryKey })))
  }
  const accepting = useMutation({
    mutationFn: () => call(routes.acceptSuggestions, { params, body: { suggestionIds: [...ids] } }),
    onSuccess: ({ accepted, runName, isNew }) =>
      done(
        t(isNew ? 'console.suggestions.accepted.new' : 'console.suggestions.accepted', {
          n: accepted,
          run: runName,
        }),
      ),
    onError: () => queries.invalidateQueries({ queryKey: suggestionsKey }),
  })
  usePageKeys({ a: () => accepting.mutate(), s: () => setAsking('snooze'), d: () => setAsking('dismiss') })
  return (
    <section className="c-bar" aria-label={t('console.suggestions.chosenOnes')}>
      {accepting.error ? <Failure error={accepting.error} /> : null}
      <div className="cc-batch">
        <span className="c-grow" role="status">
          <strong>{t('console.suggestions.chosen', { n: ids.length })}</strong>
        </span>
        <Button
          variant="primary"
          icon={CheckIcon}
          busy={accepting.isPending}
          onClick={() => accepting.mutate()}
        >
          {t('console.suggestions.accept')}
        </Button>
        <Button icon={PauseIcon} onClick={() => setAsking('snooze')}>
          {t('console.suggestions.snooze')}
        </Button>
        <Button icon={CloseIcon} onClick={() => setAsking('dismiss')}>
          {t('console.suggestions.dismiss')}
        </Button>
        <Button variant="quiet" onClick={onDone}>
          {t('console.selection.clear')}
        </Button>
      </div>
      {asking === 'snooze' ? (
        <SnoozeDialog
          n={ids.length}
          today={today}
          onClose={() => setAsking(null)}
          onConfirm={async (until) => {
            await call(routes.snoozeSuggestions, { params, body: { suggestionIds: [...ids], until } })
            await done(t('console.suggestions.snoozed', { n: ids.length, day: until }))
          }}
        />
      ) : null}
      <ReasonDialog
        open={asking === 'dismiss'}
        title={t('console.suggestions.dismiss.title', { n: ids.length })}
        words={<p>{t('console.suggestions.dismiss.words')}</p>}
        action={t('console.suggestions.dismiss')}
        onClose={() => setAsking(null)}
        onConfirm={async (reason) => {
          await call(routes.dismissSuggestions, { params, body: { suggestionIds: [...ids], reason } })
          await done(t('console.suggestions.dismissed', { n: ids.length }))
        }}
      />
    </section>
  )
}

interface SnoozeDialogProps {
  readonly n: number
  readonly today: string
  readonly onClose: () => void
  readonly onConfirm: (until: string) => Promise<unknown>
}

function SnoozeDialog({ n, today, onClose, onConfirm }: SnoozeDialogProps) {
  const t = useT()
  const [until, setUntil] = useState(() => dayAfter(today, 7))
  const snoozing = useMutation({ mutationFn: onConfirm })
  return (
    <FormDialog
      title={t('console.suggestions.snooze.title', { n })}
      action={t('console.suggestions.snooze')}
      disabled={until <= today}
      busy={snoozing.isPending}
      error={snoozing.error}
      onClose={onClose}
      onSubmit={() => snoozing.mutate(until)}
    >
      <TextField
        type="date"
        label={t('console.suggestions.snooze.until')}
        hint={t('console.suggestions.snooze.hint')}
        required
        min={dayAfter(today, 1)}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
