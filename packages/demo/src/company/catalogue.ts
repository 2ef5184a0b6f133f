import type { RetailerBarcode, RetailerProduct } from '@cyclecount/ledger'
import { caseCode, createCodeMaker, type CodeMaker } from './codes.ts'
import { valuesOf, type CodeKind, type Department, type ProductLine } from './product-line.ts'
import { productLines } from './product-lines.ts'
import type { Random } from './random.ts'

/** A product with what the demo needs to lay it out and to sell it. */
export interface CatalogueProduct extends RetailerProduct {
  readonly department: Department
  readonly codes: CodeKind
  /** The smallest quantity that changes hands. */
  readonly stepMilli: number
  /** Units in the largest case, 1 where there is none. */
  readonly packUnits: number
  readonly keepsDays: number | null
}

export interface Catalogue {
  readonly products: readonly CatalogueProduct[]
  readonly barcodes: readonly RetailerBarcode[]
}

/** Lines whose first two variants carry the same code, as colours of one article often do. */
const linesWithSharedCodes: readonly string[] = ['EM', 'MG', 'TT', 'CS', 'BW', 'SO', 'BE', 'CN']

/** Who each department is bought from. */
const suppliers: Readonly<Record<Department, string>> = {
  outdoor: 'Norrfjäll Outdoor',
  clothing: 'Tejo Textiles',
  home: 'Kontur Home',
  garden: 'Verdant Growers',
  pantry: 'Casa Mendes Foods',
  till: 'Small Wares Trading',
}

/** From this price on a product is tagged for being worth a closer look. */
const DEAR_CENTS = 10_000

/** Every so many products the code of an older packaging is still about. */
const secondCodeEvery = 61

/** All products and their codes. The same for every seed of the same generator, whatever the date. */
export function createCatalogue(random: Random): Catalogue {
  const codes = createCodeMaker()
  const products: CatalogueProduct[] = []
  const barcodes: RetailerBarcode[] = []
  for (const line of productLines) {
    for (const [modelIndex, model] of valuesOf(line.models).entries()) {
      const variants = variantsOf(line)
      const made = variants.map((variant) => makeProduct(line, model, modelIndex, variant, random))
      products.push(...made)
      const shared = modelIndex < 2 && linesWithSharedCodes.includes(line.code)
      barcodes.push(...barcodesOfModel(line, made, shared, codes))
    }
  }
  barcodes.push(
    ...products
      .filter((_, index) => index % secondCodeEvery === 30)
      .flatMap((product) => olderCode(product, codes)),
  )
  return { products, barcodes }
}

function variantsOf(line: ProductLine): readonly (readonly string[])[] {
  let combined: readonly (readonly string[])[] = [[]]
  for (const axis of line.variants ?? []) {
    combined = combined.flatMap((start) => valuesOf(axis).map((value) => [...start, value]))
  }
  return combined
}

function makeProduct(
  line: ProductLine,
  model: string,
  modelIndex: number,
  variant: readonly string[],
  random: Random,
): CatalogueProduct {
  const [low, high] = line.cents
  const steps = Math.max(valuesOf(line.models).length - 1, 1)
  const priceCents = low + Math.trunc(((high - low) * modelIndex) / steps / 50) * 50
  const costCents = Math.trunc((priceCents * random.between(42, 61)) / 100)
  return {
    sku: [`${line.code}${101 + modelIndex}`, ...variant.map(shortened)].join('-'),
    title: [`${model} ${line.noun}`, ...variant].join(', '),
    category: line.category,
    ...(variant.length === 0 ? {} : { style: `${line.code}${101 + modelIndex}` }),
    supplier: suppliers[line.department],
    tags: [
      ...(line.keepsDays === undefined ? [] : ['perishable']),
      ...(priceCents >= DEAR_CENTS ? ['high value'] : []),
    ],
    unit: line.unit ?? 'each',
    decimals: line.stepMilli !== undefined,
    tracking: line.tracking ?? 'none',
    unitCostMicros: line.costUnknown === true ? null : microsOfCents(costCents),
    priceMicros: microsOfCents(priceCents),
    department: line.department,
    codes: line.codes,
    stepMilli: line.stepMilli ?? 1000,
    packUnits: line.packs?.at(-1) ?? 1,
    keepsDays: line.keepsDays ?? null,
  }
}

function microsOfCents(cents: number): bigint {
  return BigInt(cents) * 10_000n
}

/** `2-person` → 2PERS, `moss green` → MOS: numbers are kept longer, they tell sizes apart. */
function shortened(value: string): string {
  const plain = value.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase()
  return plain.length <= 4 ? plain : plain.slice(0, /\d/.test(plain) ? 5 : 3)
}

function barcodesOfModel(
  line: ProductLine,
  products: readonly CatalogueProduct[],
  shared: boolean,
  codes: CodeMaker,
): readonly RetailerBarcode[] {
  const [first, second] = products
  const unitCodes = new Map(products.map((product) => [product, unitCode(product, codes)]))
  if (shared && first && second) unitCodes.set(second, unitCodes.get(first) ?? null)
  return products.flatMap((product) => {
    const code = unitCodes.get(product) ?? null
    if (code === null) return []
    const unit = { sku: product.sku, code, packUnits: 1 }
    return shared && product === second ? [unit] : [unit, ...caseBarcodes(line, product.sku, code, codes)]
  })
}

function unitCode(product: CatalogueProduct, codes: CodeMaker): string | null {
  switch (product.codes) {
    case 'gtin-13':
      return codes.gtin13()
    case 'upc-a':
      return codes.upcA()
    case 'gtin-8':
      return codes.gtin8()
    case 'in-store':
      return codes.inStore()
    case 'text':
      return `QM.${product.sku}`
    case 'none':
      return null
  }
}

/** Numbers for use within a company have no case level, so cases of such products are numbered apart. */
function caseBarcodes(
  line: ProductLine,
  sku: string,
  code: string,
  codes: CodeMaker,
): readonly RetailerBarcode[] {
  const base = line.codes === 'gtin-13' ? code : codes.gtin13()
  const indicators = [1, 2, 3] as const
  return (line.packs ?? []).flatMap((packUnits, index) => {
    const indicator = indicators[index]
    return indicator === undefined ? [] : [{ sku, code: caseCode(base, indicator), packUnits }]
  })
}

function olderCode(product: CatalogueProduct, codes: CodeMaker): readonly RetailerBarcode[] {
  return product.codes === 'gtin-13' ? [{ sku: product.sku, code: codes.gtin13(), packUnits: 1 }] : []
}
