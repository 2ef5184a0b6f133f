import type { ComponentProps, ReactNode } from 'react'
import { SortDownIcon, SortUpIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'

export interface DataTableProps extends ComponentProps<'table'> {
  /** What the table shows, for readers; visible with `showCaption`. */
  readonly caption: ReactNode
  readonly showCaption?: boolean | undefined
  readonly density?: 'regular' | 'dense' | undefined
  /** On the element that scrolls: a ref for a virtualiser, a style with its height. */
  readonly frameProps?: ComponentProps<'div'> | undefined
}

/** A real <table> in a frame that scrolls, with a head and foot that stay. Rows are the caller's, virtual or not. */
export function DataTable({
  caption,
  showCaption,
  density = 'regular',
  frameProps,
  className,
  children,
  ...table
}: DataTableProps) {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-label={typeof caption === 'string' ? caption : undefined}
      {...frameProps}
      className="cc-table-frame"
    >
      <table className={className ? `cc-table ${className}` : 'cc-table'} data-density={density} {...table}>
        <caption className={showCaption ? undefined : 'cc-visually-hidden'}>{caption}</caption>
        {children}
      </table>
    </div>
  )
}

export interface CellProps {
  /** `end` for numbers. */
  readonly align?: 'start' | 'end' | undefined
  /** As narrow as its content. */
  readonly shrink?: boolean | undefined
}

function cellAttributes({ align, shrink }: CellProps) {
  return { 'data-align': align, 'data-shrink': shrink || undefined }
}

export type SortDirection = 'ascending' | 'descending'

export interface HeaderCellProps extends CellProps, Omit<ComponentProps<'th'>, 'align'> {
  /** Present on a column that can be sorted; null while the table is sorted by another. */
  readonly sort?: SortDirection | null | undefined
  readonly onSort?: (() => void) | undefined
}

/** The head of a column; with `onSort` a button that sorts. */
export function HeaderCell({ align, shrink, sort, onSort, children, ...rest }: HeaderCellProps) {
  const Icon = sort === 'ascending' ? SortUpIcon : SortDownIcon
  return (
    <th scope="col" aria-sort={sort ?? undefined} {...cellAttributes({ align, shrink })} {...rest}>
      {onSort ? (
        <button type="button" className="cc-sort" onClick={onSort}>
          {children}
          <Icon />
        </button>
      ) : (
        children
      )}
    </th>
  )
}

/** A cell. */
export function Cell({ align, shrink, ...rest }: CellProps & Omit<ComponentProps<'td'>, 'align'>) {
  return <td {...cellAttributes({ align, shrink })} {...rest} />
}

/** The cell that names its row. */
export function RowHeader({ align, shrink, ...rest }: CellProps & Omit<ComponentProps<'th'>, 'align'>) {
  return <th scope="row" {...cellAttributes({ align, shrink })} {...rest} />
}

export interface RowProps extends ComponentProps<'tr'> {
  readonly selected?: boolean | undefined
  /** The row the keyboard is on. */
  readonly current?: boolean | undefined
}

/** A row of the body. */
export function Row({ selected, current, ...rest }: RowProps) {
  return <tr data-selected={selected || undefined} data-current={current || undefined} {...rest} />
}

export interface SelectCellProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  /** What the row is called: “Select Blue mug”. Without it the box selects every row shown. */
  readonly rowLabel?: string | undefined
  /** Some, not all: only in the head. */
  readonly mixed?: boolean | undefined
}

/** The box that chooses a row, or in the head all rows shown. */
export function SelectCell({ checked, onChange, rowLabel, mixed = false }: SelectCellProps) {
  const t = useMessages()
  const box = (
    <input
      type="checkbox"
      className="cc-check"
      checked={checked}
      ref={(element) => {
        if (element) element.indeterminate = mixed
      }}
      aria-label={rowLabel === undefined ? t('ui.selectAll') : t('ui.selectRow', { row: rowLabel })}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
  return rowLabel === undefined ? <HeaderCell shrink>{box}</HeaderCell> : <Cell shrink>{box}</Cell>
}
