import type { Rules } from '@cyclecount/contract'
import { parseQuantity, quantityText } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { emptyLayer, formOf, rulesFromForm } from './rules-form.ts'

const numbers = { parse: parseQuantity, write: quantityText }
const limits = { quantityMilli: 2000, percentMilli: 2500, valueMicros: '20000000' }
const none = { quantityMilli: null, percentMilli: null, valueMicros: null }
const rules: Rules = {
  isAutomatic: true,
  layers: [
    {
      name: 'Company',
      scope: { countType: 'HARD_COUNT', category: 'drinks', abcClass: 'A', facilityId: null },
      currency: 'EUR',
      automatic: { short: limits, over: none },
      recount: null,
      zeroBook: 'recount',
      cap: { lines: 20, valueMicros: null },
      approval: { manager: '500000000', planner: null },
    },
  ],
  recounts: { byAnother: false, agreeWithinMilli: 500 },
}

test('what is shown of rules and not touched comes back as it was', () => {
  expect(rulesFromForm(formOf(rules, numbers), numbers)).toEqual({ rules, faults: new Set() })
})

test('a layer without a limit says nothing', () => {
  const layer = { ...emptyLayer('new'), name: ' Quiet ' }
  const form = { ...formOf(rules, numbers), layers: [layer] }
  expect(rulesFromForm(form, numbers).rules?.layers[0]).toEqual({
    name: 'Quiet',
    scope: { countType: null, category: null, abcClass: null, facilityId: null },
    currency: null,
    automatic: null,
    recount: null,
    zeroBook: null,
    cap: null,
    approval: null,
  })
})

test('every field that cannot be read is named at once', () => {
  const empty = emptyLayer('one')
  const layer = {
    ...empty,
    automatic: { ...empty.automatic, short: { quantity: 'two', percent: '-1', value: '' } },
    capLines: '1.5',
  }
  const form = { ...formOf(rules, numbers), layers: [layer], agreeWithin: 'x' }
  expect(rulesFromForm(form, numbers)).toEqual({
    rules: null,
    faults: new Set([
      'one.name',
      'one.capLines',
      'one.automatic.short.quantity',
      'one.automatic.short.percent',
      'agreeWithin',
    ]),
  })
})
