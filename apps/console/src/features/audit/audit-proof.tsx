import { routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Banner, Button, CheckIcon, Code, DownloadIcon } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useSession } from '../../server/context.tsx'

export interface AuditProofProps {
  readonly facilityId: FacilityId
  readonly facilityName: string
}

/** What an auditor asks of a log: is it as it was written, and all of it in a file. */
export function AuditProof({ facilityId, facilityName }: AuditProofProps) {
  const t = useT()
  const { server } = useSession()
  const verdict = useMutation({
    mutationFn: () => server.call(routes.auditVerdict, { params: { facilityId } }),
  })
  const table = useMutation({
    mutationFn: async () => {
      const day = new Date().toISOString().slice(0, 10)
      saveFile(t('console.audit.file', { facility: facilityName, day }), await server.auditTable(facilityId))
    },
  })
  const found = verdict.data
  return (
    <>
      <div className="cc-toolbar">
        <Button icon={CheckIcon} busy={verdict.isPending} onClick={() => verdict.mutate()}>
          {t('console.audit.verify')}
        </Button>
        <Button icon={DownloadIcon} busy={table.isPending} onClick={() => table.mutate()}>
          {t('console.audit.export')}
        </Button>
      </div>
      {verdict.error ? <Failure error={verdict.error} onRetry={() => verdict.mutate()} /> : null}
      {table.error ? <Failure error={table.error} onRetry={() => table.mutate()} /> : null}
      {found === undefined ? null : found.broken === null ? (
        <Banner tone="ok" live="status" title={t('console.audit.whole', { n: found.rows })}>
          {found.hash === null ? null : (
            <p>
              {t('console.audit.sealedWith')} <Code>{found.hash}</Code>
            </p>
          )}
        </Banner>
      ) : (
        <Banner tone="bad" live="alert" title={t('console.audit.broken')}>
          <p>{found.broken.message}</p>
          <p>{t('console.audit.broken.words', { n: found.rows })}</p>
        </Banner>
      )}
    </>
  )
}
