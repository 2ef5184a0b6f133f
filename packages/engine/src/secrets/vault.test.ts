import type { Sealed } from '@cyclecount/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVault, newVaultKey, parseVaultKeys } from './vault.ts'

const written = (key: Uint8Array) => Buffer.from(key).toString('base64')
const [first, second] = [newVaultKey(), newVaultKey()]

describe('the vault', () => {
  test('gives back what was sealed, and never seals it alike or readable', () => {
    const vault = createVault([first])
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 60 }), fc.string({ maxLength: 20 }), (secret, of) => {
        const [one, other] = [vault.seal(secret, of), vault.seal(secret, of)]
        expect([vault.open(one, of), vault.open(other, of)]).toEqual([secret, secret])
        expect(one).not.toBe(other)
        expect(one).not.toContain(secret)
        expect(one).not.toContain(Buffer.from(secret).toString('base64url'))
      }),
    )
  })

  test('opens nothing that was sealed for something else, or changed in any character', () => {
    const vault = createVault([first])
    const sealed = vault.seal('whsec_1', 'webhook:1')
    expect(vault.open(sealed, 'webhook:2')).toBeNull()
    const parts = sealed.split('.')
    for (const [at, part] of parts.entries())
      for (let index = 0; index < part.length - 1; index += 1) {
        const spoilt = part.slice(0, index) + (part[index] === 'A' ? 'B' : 'A') + part.slice(index + 1)
        expect(vault.open(parts.with(at, spoilt).join('.') as Sealed, 'webhook:1')).toBeNull()
      }
    expect(vault.open('' as Sealed, 'webhook:1')).toBeNull()
    expect(vault.open('whsec_1' as Sealed, 'webhook:1')).toBeNull()
  })

  test('the first key seals, all of them open, and another opens nothing', () => {
    const before = createVault([first]).seal('whsec_1', 'a')
    const turned = createVault([second, first])
    expect(turned.open(before, 'a')).toBe('whsec_1')
    expect(turned.isCurrent(before)).toBe(false)
    const after = turned.seal('whsec_1', 'a')
    expect(turned.isCurrent(after)).toBe(true)
    const without = createVault([second])
    expect([without.open(before, 'a'), without.open(after, 'a')]).toEqual([null, 'whsec_1'])
  })

  test('keys are read from a line or several, and nothing else is taken for one', () => {
    expect(parseVaultKeys(`${written(second)},${written(first)}`)).toEqual([second, first])
    expect(parseVaultKeys(`${written(second)}\n${written(first)}\n`)).toEqual([second, first])
    for (const wrong of ['', ' \n', 'a secret', `${written(first)},x`, written(first.slice(1))])
      expect(parseVaultKeys(wrong)).toBeNull()
    expect(() => createVault([first.slice(1)])).toThrow('32 bytes')
  })
})
