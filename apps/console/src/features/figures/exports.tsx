import { ExportButton } from '../../parts/export-button.tsx'
import { figureTableUrls, type FigureTableQuery } from './queries.ts'

/** The table behind a chart as a file. */
export function Exports({ query, name }: { readonly query: FigureTableQuery; readonly name: string }) {
  const { csv, xlsx } = figureTableUrls(query)
  return (
    <div className="cc-actions c-exports">
      <ExportButton url={csv} name={name} />
      <ExportButton url={xlsx} name={name} ending="xlsx" />
    </div>
  )
}
