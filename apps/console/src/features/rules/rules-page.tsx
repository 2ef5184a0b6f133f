import type { RulesReply } from '@cyclecount/contract'
import { Button, Card, DateTime } from '@cyclecount/ui'
import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { browserZone, useCall } from '../../server/context.tsx'
import { rulesQuery } from '../../server/queries.ts'
import { RulesEditor } from './rules-editor.tsx'
import { RulesShown } from './rules-shown.tsx'

type Version = RulesReply['versions'][number]

/** What is decided without a person: what holds, a new version of it, and every version before. */
export function RulesPage() {
  const t = useT()
  const query = useQuery(rulesQuery(useCall()))
  return (
    <Page
      title={t('console.rules.title')}
      note={t('console.rules.note')}
      actions={
        <Link to="/rules/parameters" className="cc-button">
          {t('console.parameters.open')}
        </Link>
      }
    >
      <Loaded query={query}>{(reply) => <Versions reply={reply} />}</Loaded>
    </Page>
  )
}

function Versions({ reply }: { readonly reply: RulesReply }) {
  const t = useT()
  const [edited, setEdited] = useState<Version | null>(null)
  const [newest, ...earlier] = reply.versions
  if (!newest) return null
  if (edited) return <RulesEditor reply={reply} version={edited} onClose={() => setEdited(null)} />
  return (
    <>
      <Card>
        <div className="c-stack">
          <div className="c-run-note">
            <h2 className="c-grow">{t('console.rules.holds', { n: newest.version })}</h2>
            {reply.mayEdit ? (
              <Button variant="primary" onClick={() => setEdited(newest)}>
                {t('console.rules.edit')}
              </Button>
            ) : null}
          </div>
          <Made version={newest} />
          <RulesShown rules={newest.rules} facilities={reply.choices.facilities} />
        </div>
      </Card>
      {earlier.length === 0 ? null : (
        <section className="c-stack">
          <h2>{t('console.rules.history')}</h2>
          {earlier.map((version) => (
            <Card key={version.version}>
              <details>
                <summary className="c-run-note">
                  <strong>{t('console.rules.version', { n: version.version })}</strong>
                  <Made version={version} />
                </summary>
                <RulesShown rules={version.rules} facilities={reply.choices.facilities} />
              </details>
            </Card>
          ))}
        </section>
      )}
    </>
  )
}

/** Who made a version, when and why. */
function Made({ version }: { readonly version: Version }) {
  const t = useT()
  if (version.madeAt === null) return <p className="cc-muted">{t('console.rules.byServer')}</p>
  return (
    <p className="cc-muted">
      {version.madeBy ?? t('console.byRule')} ·{' '}
      <DateTime at={version.madeAt} timeZone={browserZone()} format="seconds" /> · <q>{version.reason}</q>
    </p>
  )
}
