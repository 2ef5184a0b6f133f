import { routes, type ReplyOf } from '@cyclecount/contract'
import { Button, Card, PlusIcon, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { keys, reasonSettingsQuery } from '../../server/queries.ts'
import { changedTo, codeFrom, draftsOf, movedBy, wantedOf, type ReasonDraft } from './reason-draft.ts'
import { ReasonRow } from './reason-row.tsx'

type Settings = ReplyOf<typeof routes.reasonSettings>

/** The company's reasons: what they are called, in which order they are offered, and what each inventory system calls them. */
export function ReasonsPage() {
  const t = useT()
  const query = useQuery(reasonSettingsQuery(useCall()))
  return (
    <Page title={t('console.reasons.title')} note={t('console.reasons.note')}>
      <Loaded query={query}>{(settings) => <Reasons key={settings.seen} settings={settings} />}</Loaded>
    </Page>
  )
}

function Reasons({ settings }: { readonly settings: Settings }) {
  const t = useT()
  const [drafts, setDrafts] = useState(() => draftsOf(settings))
  const saving = useSave(settings)
  const isChanged = JSON.stringify(wantedOf(drafts)) !== JSON.stringify(wantedOf(draftsOf(settings)))
  const change = (key: string, to: Partial<ReasonDraft>): void => setDrafts(changedTo(drafts, key, to))
  return (
    <form
      className="c-stack"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate(drafts)
      }}
    >
      <Card flush>
        <ol className="cc-list c-reasons">
          {drafts.map((draft, at) => (
            <ReasonRow
              key={draft.key}
              draft={draft}
              backends={settings.backends}
              isFirst={at === 0}
              isLast={at === drafts.length - 1}
              onMove={(by) => setDrafts(movedBy(drafts, draft.key, by))}
              onChange={(to) =>
                change(
                  draft.key,
                  // A new one is known by its name until somebody says its code.
                  draft.reasonId === null && to.label !== undefined && draft.code === codeFrom(draft.label)
                    ? { ...to, code: codeFrom(to.label) }
                    : to,
                )
              }
              onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
            />
          ))}
        </ol>
      </Card>
      {saving.error ? <Failure error={saving.error} /> : null}
      <div className="cc-actions">
        <Button icon={PlusIcon} onClick={() => setDrafts([...drafts, newDraft(drafts)])}>
          {t('console.reasons.add')}
        </Button>
        <Button type="submit" variant="primary" busy={saving.isPending} disabled={!isChanged}>
          {t('console.reasons.save')}
        </Button>
        {isChanged ? <span className="cc-muted">{t('console.reasons.unsaved')}</span> : null}
      </div>
    </form>
  )
}

function newDraft(drafts: readonly ReasonDraft[]): ReasonDraft {
  return {
    key: `new ${drafts.length}`,
    reasonId: null,
    code: '',
    label: '',
    active: true,
    system: false,
    backendCodes: [],
  }
}

function useSave({ seen }: Settings) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (drafts: readonly ReasonDraft[]) =>
      call(routes.saveReasons, { body: { seen, reasons: wantedOf(drafts) } }),
    onSuccess: async (settings) => {
      queries.setQueryData(reasonSettingsQuery(call).queryKey, settings)
      toast({ text: t('console.reasons.saved') })
      await queries.invalidateQueries({ queryKey: keys.reasons })
    },
  })
}
