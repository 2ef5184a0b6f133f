import { Code } from '@cyclecount/ui'

/** An item by its name and SKU, in a row of a list. */
export function ProductWords({
  product,
}: {
  readonly product: { readonly title: string; readonly sku: string }
}) {
  return (
    <span className="s-row-main">
      <strong>{product.title}</strong>
      <Code>{product.sku}</Code>
    </span>
  )
}
