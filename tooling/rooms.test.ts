import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './child.mjs'
import { ROOMS, reach } from './rooms.ts'

const SCOPE = '@cyclecount/'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

describe('the rooms of the house', () => {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
  )

  test('every folder is a room of the table and every room of the table has a folder', () => {
    const named = Object.values(ROOMS).map((room) => room.folder)
    expect([...folders, 'e2e'].toSorted()).toEqual(named.toSorted())
  })

  test('turbo.json allows a room exactly what it can reach', () => {
    const { boundaries } = json<{ boundaries: { tags: unknown } }>('turbo.json')
    const expected = Object.fromEntries(
      Object.keys(ROOMS).map((name) => [name, { dependencies: { allow: reach(name) } }]),
    )
    expect(boundaries.tags).toEqual(expected)
  })

  test('tsc -b at the root checks every room and the tooling', () => {
    const { references } = json<{ references: { path: string }[] }>('tsconfig.json')
    expect(references.map((reference) => reference.path).toSorted()).toEqual(
      [...Object.values(ROOMS).map((room) => room.folder), 'tooling'].toSorted(),
    )
  })

  test('no file has a name that says nothing', () => {
    const vague = /^(utils?|helpers?|common|misc|managers?|services?)\./u
    const files = Object.values(ROOMS).flatMap((room) => sourceFiles(room.folder))
    expect(files.length).toBeGreaterThan(100)
    expect(files.filter((file) => vague.test(basename(file)))).toEqual([])
  })

  describe.each(Object.entries(ROOMS))('%s', (name, room) => {
    test('carries its own tag', () => {
      expect(json(`${room.folder}/turbo.json`)).toEqual({ extends: ['//'], tags: [name] })
    })

    test('asks for no room it may not import, and for test rooms only in tests', () => {
      const manifest = json<Manifest>(`${room.folder}/package.json`)
      expect(manifest.name).toBe(SCOPE + name)
      expect(roomsOf(manifest.dependencies).filter((other) => !room.imports.includes(other))).toEqual([])
      const forTests = [...room.imports, ...(room.inTests ?? [])]
      expect(roomsOf(manifest.devDependencies).filter((other) => !forTests.includes(other))).toEqual([])
    })

    test('its tsconfig refers to the rooms its package.json names', () => {
      const manifest = json<Manifest>(`${room.folder}/package.json`)
      const { references = [] } = json<{ references?: { path: string }[] }>(`${room.folder}/tsconfig.json`)
      const referred = references.map(({ path }) => join(room.folder, path))
      const asked = [...roomsOf(manifest.dependencies), ...roomsOf(manifest.devDependencies)]
      const missing = asked
        .map((other) => ROOMS[other]?.folder ?? other)
        .filter((to) => !referred.includes(to))
      expect(missing).toEqual([])
    })
  })
})

function sourceFiles(folder: string): string[] {
  const source = join(folder, 'src')
  if (!existsSync(join(ROOT, source))) return []
  return readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(source, file),
  )
}

function roomsOf(dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length))
}

// The project's own configuration files: JSON whose shape the assertions themselves check.
function json<T = unknown>(path: string): T {
  if (!existsSync(join(ROOT, path))) throw new Error(`${path} is missing`)
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T
}
