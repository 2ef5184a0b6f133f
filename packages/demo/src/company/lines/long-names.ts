import type { ProductLine } from '../product-line.ts'

/** Names too long for any screen, as suppliers’ files have them. */
export const longNameLines: readonly ProductLine[] = [
  {
    code: 'LN',
    category: 'Tents and shelters',
    department: 'outdoor',
    noun: 'with detachable vestibule, groundsheet, footprint, repair kit, twelve storm guylines and a wheeled carrying bag, flame retardant, moss green',
    models:
      'Veldrin Expedition family tent for all four seasons, 6-person,; Veldrin Expedition family tent for all four seasons, 8-person,',
    cents: [89900, 109900],
    codes: 'gtin-13',
  },
  {
    code: 'LG',
    category: 'Garden',
    department: 'garden',
    noun: 'in a gift box of recycled cardboard with a printed sleeve, care instructions in seven languages and a ball of natural jute twine',
    models:
      'Drumlin Ash heritage gardener’s set of trowel, hand fork, dibber, weeder and left-handed secateurs; Drumlin Ash heritage gardener’s set of trowel, hand fork, dibber, weeder and right-handed secateurs',
    cents: [8900, 9900],
    codes: 'gtin-13',
  },
  {
    code: 'LH',
    category: 'Textiles',
    department: 'home',
    noun: 'machine washable at 40 °C, with removable cover and concealed zip',
    models:
      'Birchfen reversible picnic-and-sofa blanket of brushed organic cotton with a water-repellent underside and leather carrying straps, extra wide,',
    variants: ['checked; striped'],
    cents: [12900, 12900],
    codes: 'upc-a',
  },
  {
    code: 'LP',
    category: 'Pantry',
    department: 'pantry',
    noun: 'gift assortment of twenty-four single-estate dark, milk and white chocolates with dried fruit, roasted nuts and sea salt, in a reusable tin',
    models: 'Fernbake Grand; Fernbake Petit',
    cents: [3900, 5900],
    codes: 'gtin-13',
    costUnknown: true,
  },
]
