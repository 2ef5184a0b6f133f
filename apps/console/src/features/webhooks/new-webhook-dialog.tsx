import { routes, type BodyOf } from '@cyclecount/contract'
import { domainEventTypes, type DomainEventType, type FacilityId } from '@cyclecount/domain'
import { Checkbox, TextField } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { FacilityChecks } from '../../parts/facility-checks.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

export interface NewWebhookDialogProps {
  readonly onClose: () => void
  /** Told the secret, which nobody can read again. */
  readonly onAdded: (secret: string) => void
}

interface Form {
  readonly name: string
  readonly url: string
  readonly types: ReadonlySet<DomainEventType>
  readonly facilities: ReadonlySet<FacilityId>
  readonly showsCost: boolean
}

/** Which address is told of what. */
export function NewWebhookDialog({ onClose, onAdded }: NewWebhookDialogProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', null)
  const [form, setForm] = useState<Form>({
    name: '',
    url: '',
    types: new Set(),
    facilities: new Set(),
    showsCost: false,
  })
  const [tried, setTried] = useState(false)
  const adding = useAdd(onAdded)
  const { name, url, types, facilities, showsCost } = form
  const isAddress = /^https?:\/\/\S+$/.test(url.trim())
  const fault = (isMissing: boolean, words: string): string | undefined =>
    tried && isMissing ? words : undefined
  return (
    <FormDialog
      title={t('console.webhooks.add')}
      action={t('console.webhooks.add.action')}
      busy={adding.isPending}
      error={adding.error}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (name.trim() !== '' && isAddress && facilities.size > 0)
          adding.mutate({
            name: name.trim(),
            url: url.trim(),
            types: [...types],
            facilityIds: [...facilities],
            showsCost,
          })
      }}
    >
      <TextField
        label={t('console.webhooks.name')}
        required
        maxLength={80}
        value={name}
        error={fault(name.trim() === '', t('console.webhooks.name.missing'))}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
      />
      <TextField
        label={t('console.webhooks.url')}
        hint={t('console.webhooks.url.hint')}
        required
        inputMode="url"
        maxLength={2000}
        value={url}
        error={fault(!isAddress, t('console.webhooks.url.wrong'))}
        onChange={(event) => setForm({ ...form, url: event.currentTarget.value })}
      />
      <TypeChecks chosen={types} onChange={(next) => setForm({ ...form, types: next })} />
      <FacilityChecks
        needs="manage-integrations"
        chosen={facilities}
        onChange={(next) => setForm({ ...form, facilities: next })}
        error={fault(facilities.size === 0, t('console.facilities.missing'))}
      />
      <Checkbox
        label={
          <>
            {t('console.webhooks.showsCost')}
            {seesCost ? null : <span className="c-under">{t('console.webhooks.noCost')}</span>}
          </>
        }
        disabled={!seesCost}
        checked={showsCost}
        onChange={(event) => setForm({ ...form, showsCost: event.currentTarget.checked })}
      />
    </FormDialog>
  )
}

interface TypeChecksProps {
  readonly chosen: ReadonlySet<DomainEventType>
  readonly onChange: (chosen: ReadonlySet<DomainEventType>) => void
}

function TypeChecks({ chosen, onChange }: TypeChecksProps) {
  const t = useT()
  return (
    <fieldset className="c-fieldset">
      <legend>{t('console.webhooks.types')}</legend>
      <p className="c-under">{t('console.webhooks.types.hint')}</p>
      <div className="c-check-list">
        {domainEventTypes.map((type) => (
          <Checkbox
            key={type}
            label={type}
            checked={chosen.has(type)}
            onChange={(event) => {
              const next = new Set(chosen)
              if (event.currentTarget.checked) next.add(type)
              else next.delete(type)
              onChange(next)
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

function useAdd(onAdded: (secret: string) => void) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyOf<typeof routes.createWebhook>) => call(routes.createWebhook, { body }),
    onSuccess: async ({ secret }) => {
      onAdded(secret)
      await queries.invalidateQueries({ queryKey: keys.webhooks })
    },
  })
}
