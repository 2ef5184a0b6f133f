import { describe, expect, test } from 'vitest'
import { installAdvice } from './setup.mjs'

describe('the advice after a failed install', () => {
  const failed = (output: string) => installAdvice({ code: 1, output, timedOut: false })

  test.each([
    ['npm error code EAI_AGAIN', 'network'],
    ['npm error network request to https://registry.npmjs.org/pnpm failed', 'network'],
    ['ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/zod', 'network'],
    ['ERR_PNPM_OUTDATED_LOCKFILE', 'commit the lockfile'],
    ['ENOSPC: no space left on device', 'free some space'],
    ['something nobody foresaw', 'set-up.log'],
  ])('%s: says what to do in one sentence', (output, advice) => {
    expect(failed(output)).toContain(advice)
    expect(failed(output).split('\n')).toHaveLength(1)
  })

  test('names npx when it is not there, and the time when it ran out', () => {
    expect(installAdvice({ code: 127, output: 'spawn npx ENOENT', timedOut: false })).toContain('install npm')
    expect(installAdvice({ code: 1, output: '', timedOut: true })).toContain('15 minutes')
  })
})
