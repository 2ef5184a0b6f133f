import { Button, DownloadIcon } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useT } from '../i18n/use-t.ts'
import { useSession } from '../server/context.tsx'
import { Failure } from './failure.tsx'
import { saveFile } from './save-file.ts'

export interface ExportButtonProps {
  /** The address of a table. */
  readonly url: string
  /** What the file is called, without the day and the ending. */
  readonly name: string
  /** What kind of file it is. */
  readonly ending?: 'csv' | 'json' | 'xlsx' | 'zip'
}

/** Saves a table, or several files as one. */
export function ExportButton({ url, name, ending = 'csv' }: ExportButtonProps) {
  const t = useT()
  const { server } = useSession()
  const saving = useMutation({
    mutationFn: async () => {
      const day = new Date().toISOString().slice(0, 10)
      saveFile(`${name} ${day}.${ending}`, await server.table(url))
    },
  })
  return (
    <>
      <Button icon={DownloadIcon} busy={saving.isPending} onClick={() => saving.mutate()}>
        {t(`console.export.${ending}`)}
      </Button>
      {saving.error ? <Failure error={saving.error} onRetry={() => saving.mutate()} /> : null}
    </>
  )
}
