// A gate that cannot turn red guards nothing. A small house with the project's real configuration is built in a temporary
// folder, every gate is seen green on it, then one violation after the other is planted and the gate seen red.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, run, runScript } from './child.mjs'
import { ROOMS } from './rooms.ts'

type Files = Readonly<Record<string, string>>

interface Canary {
  readonly planted: string
  readonly gate: (typeof GATES)[number]
  readonly files: Files
  /** What the gate must say, so that it is not red for another reason. */
  readonly says: RegExp
}

const GATES = ['format:check', 'lint', 'boundaries', 'types', 'dead-code', 'rules'] as const

const CANARIES: readonly Canary[] = [
  {
    planted: 'a badly formatted file',
    gate: 'format:check',
    files: { 'packages/domain/src/half.ts': 'export const half=(n:number)=>n/2;\n' },
    says: /half\.ts/u,
  },
  {
    planted: 'an import of a library the room does not ask for',
    gate: 'boundaries',
    files: { 'packages/domain/src/half.ts': "export { z } from 'zod'\n" },
    says: /zod/u,
  },
  {
    planted: 'a room asking for one it must not see (store → db)',
    gate: 'boundaries',
    files: { 'apps/store/package.json': manifest('store', ['db', 'domain']) },
    says: /@cyclecount\/db/u,
  },
  {
    planted: 'an import past the door of another room',
    gate: 'boundaries',
    files: { 'packages/db/src/half.ts': "export { half } from '../../domain/src/half.ts'\n" },
    says: /leaves the package/u,
  },
  {
    planted: 'an import past the door of another room',
    gate: 'lint',
    files: { 'packages/db/src/half.ts': "export { half } from '../../domain/src/half.ts'\n" },
    says: /no-restricted-imports/u,
  },
  {
    planted: 'the test kit in code that ships',
    gate: 'lint',
    files: { 'packages/db/src/kit.ts': "export { backend } from '@cyclecount/testkit'\n" },
    says: /no-restricted-imports/u,
  },
  {
    planted: 'an import cycle',
    gate: 'lint',
    files: {
      'packages/db/src/left.ts': "import { right } from './right.ts'\n\nexport const left = () => right\n",
      'packages/db/src/right.ts': "import { left } from './left.ts'\n\nexport const right = () => left\n",
    },
    says: /no-cycle/u,
  },
  {
    planted: 'a clock in a pure room',
    gate: 'lint',
    files: { 'packages/domain/src/now.ts': 'export const now = () => new Date().getTime()\n' },
    says: /no-restricted-globals/u,
  },
  {
    planted: 'chance in a pure room',
    gate: 'lint',
    files: { 'packages/domain/src/dice.ts': 'export const dice = () => Math.random()\n' },
    says: /no-restricted-properties/u,
  },
  {
    planted: 'the environment read outside its one place',
    gate: 'lint',
    files: { 'packages/db/src/url.ts': 'export const url = process.env.DATABASE_URL\n' },
    says: /no-process-env/u,
  },
  {
    planted: 'any',
    gate: 'lint',
    files: { 'packages/db/src/row.ts': 'export const show = (row: any) => String(row)\n' },
    says: /no-explicit-any/u,
  },
  {
    planted: 'a non-null assertion',
    gate: 'lint',
    files: { 'packages/db/src/first.ts': 'export const first = (xs: readonly string[]) => xs[0]!\n' },
    says: /no-non-null-assertion/u,
  },
  {
    planted: 'a promise nobody waits for',
    gate: 'lint',
    files: {
      'packages/db/src/save.ts':
        'const save = (): Promise<void> => Promise.resolve()\n\nexport function leave() {\n  save()\n}\n',
    },
    says: /no-floating-promises/u,
  },
  {
    planted: 'a switch that forgets a case',
    gate: 'lint',
    files: {
      'packages/db/src/sign.ts': `export function sign(state: 'open' | 'closed') {
  switch (state) {
    case 'open':
      return 1
  }
  return 0
}
`,
    },
    says: /switch-exhaustiveness-check/u,
  },
  {
    planted: 'a type error',
    gate: 'types',
    files: { 'packages/db/src/wrong.ts': "export const wrong: number = 'one'\n" },
    says: /TS2322/u,
  },
  {
    planted: 'an element of a list taken for granted',
    gate: 'types',
    files: { 'packages/db/src/first.ts': 'export const first = (xs: readonly string[]): string => xs[0]\n' },
    says: /TS2322/u,
  },
  {
    planted: 'the file system in a pure room',
    gate: 'types',
    files: { 'packages/domain/src/disk.ts': "export { readFileSync } from 'node:fs'\n" },
    says: /node:fs/u,
  },
  {
    planted: 'the network in a pure room',
    gate: 'types',
    files: { 'packages/domain/src/net.ts': "export const get = () => fetch('/')\n" },
    says: /fetch/u,
  },
  {
    planted: 'an export nobody uses',
    gate: 'dead-code',
    files: {
      'packages/domain/src/half.ts':
        'export const half = (n: number) => n / 2\n\nexport const quarter = (n: number) => n / 4\n',
    },
    says: /Unused exports[\s\S]*quarter/u,
  },
  {
    planted: 'a file nobody imports',
    gate: 'dead-code',
    files: { 'packages/domain/src/lonely.ts': 'export const lonely = 1\n' },
    says: /Unused files[\s\S]*lonely\.ts/u,
  },
  {
    planted: 'a dependency nobody imports',
    gate: 'dead-code',
    files: { 'packages/db/package.json': manifest('db', ['domain'], { kysely: '0.29.9' }) },
    says: /Unused dependencies[\s\S]*kysely/u,
  },
  {
    planted: 'a rule that no test cites',
    gate: 'rules',
    files: {
      'packages/domain/SPEC.md': '- **HA1** Half of two is one.\n- **HA2** Half of one is not zero.\n',
    },
    says: /SPEC\.md:2: no test cites HA2/u,
  },
  {
    planted: 'a test of a rule that does not exist',
    gate: 'rules',
    files: {
      'e2e/one.test.ts': "test('[HA1] half of two', () => {})\ntest('[HA9] half of one', () => {})\n",
    },
    says: /one\.test\.ts:2: there is no rule HA9/u,
  },
  {
    planted: 'two rules of one name',
    gate: 'rules',
    files: { 'packages/db/SPEC.md': '- **HA1** Half of four is two.\n' },
    says: /there is another rule HA1/u,
  },
]

/** Green on every gate. Rooms carry their real names, tags and compiler settings, and one line of code each. */
const HOUSE: Files = {
  'package.json': text({
    name: 'canaries',
    version: '0.1.0',
    private: true,
    type: 'module',
    packageManager: 'pnpm@12.21.0',
  }),
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - apps/*\n',
  'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
  'knip.json': text({ workspaces: { '.': { entry: [], project: [] } } }),
  'tsconfig.json': text({
    files: [],
    references: [{ path: 'packages/domain' }, { path: 'packages/db' }, { path: 'apps/store' }],
  }),
  'packages/domain/package.json': manifest('domain', []),
  'packages/domain/src/index.ts': "export { half } from './half.ts'\n",
  'packages/domain/src/half.ts': 'export const half = (n: number) => n / 2\n',
  'packages/domain/SPEC.md': '- **HA1** Half of two is one.\n',
  'e2e/one.test.ts': "export const name = '[HA1] half of two is one'\n",
  'packages/db/package.json': manifest('db', ['domain']),
  'packages/db/src/index.ts': "import { half } from '@cyclecount/domain'\n\nexport const one = half(2)\n",
  'packages/db/tsconfig.json': tsconfig(['node'], '../../packages/domain'),
  'apps/store/package.json': manifest('store', ['domain']),
  'apps/store/src/index.ts': "import { half } from '@cyclecount/domain'\n\nexport const two = half(4)\n",
  'apps/store/tsconfig.json': tsconfig([], '../../packages/domain'),
}

const REAL = [
  '.gitignore',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  'turbo.json',
  'tsconfig.base.json',
  'packages/domain/tsconfig.json',
]

let house: string

beforeAll(async () => {
  house = realpathSync(mkdtempSync(join(tmpdir(), 'cyclecount canaries ')))
  for (const file of REAL) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    cpSync(join(ROOT, file), join(house, file))
  }
  write(HOUSE)
  write(
    Object.fromEntries(
      ['domain', 'db', 'store'].map((name) => [
        `${ROOMS[name]?.folder}/turbo.json`,
        text({ extends: ['//'], tags: [name] }),
      ]),
    ),
  )
  // The gates leave alone what git ignores, which they only do inside a repository.
  await run('git', ['init', '--quiet'], { cwd: house })
  mkdirSync(join(house, 'node_modules'))
  symlinkSync(join(ROOT, 'node_modules/@types'), join(house, 'node_modules/@types'))
  // A tool of the project is no part of the house: no gate looks at it.
  write({ '.git/info/exclude': 'tooling\n' })
  mkdirSync(join(house, 'tooling'))
  symlinkSync(join(ROOT, 'tooling/spec-rules.ts'), join(house, 'tooling/spec-rules.ts'))
  for (const folder of ['packages/db', 'apps/store']) {
    mkdirSync(join(house, folder, 'node_modules/@cyclecount'), { recursive: true })
    symlinkSync('../../../../packages/domain', join(house, folder, 'node_modules/@cyclecount/domain'))
  }
  await runScript('format', [], { cwd: house, quiet: true })
})

afterAll(() => {
  rmSync(house, { recursive: true, force: true })
})

describe.each(GATES)('%s', (gate) => {
  test('is green on a house in order', async () => {
    const { code, output } = await judge(gate)
    expect(code, output).toBe(0)
  })

  test.each(CANARIES.filter((canary) => canary.gate === gate))('catches $planted', async (canary) => {
    write(canary.files)
    try {
      const { code, output } = await judge(gate)
      expect(output).toMatch(canary.says)
      expect(code).not.toBe(0)
    } finally {
      for (const file of Object.keys(canary.files)) rmSync(join(house, file))
      write(Object.fromEntries(Object.entries(HOUSE).filter(([file]) => file in canary.files)))
    }
  })
})

function judge(gate: string) {
  return runScript(gate, [], { cwd: house, quiet: true, limitSeconds: 20, env: { NO_COLOR: '1' } })
}

function write(files: Files) {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(join(house, file), content)
  }
}

function manifest(name: string, rooms: readonly string[], libraries: Readonly<Record<string, string>> = {}) {
  return text({
    name: `@cyclecount/${name}`,
    private: true,
    type: 'module',
    exports: { '.': './src/index.ts' },
    dependencies: {
      ...Object.fromEntries(rooms.map((room) => [`@cyclecount/${room}`, 'workspace:*'])),
      ...libraries,
    },
  })
}

function tsconfig(types: readonly string[], reference: string) {
  return text({
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      rootDir: 'src',
      outDir: '.types',
      tsBuildInfoFile: '.types/tsconfig.tsbuildinfo',
      types,
    },
    include: ['src'],
    references: [{ path: reference }],
  })
}

function text(value: unknown) {
  return `${JSON.stringify(value, null, 2)}\n`
}
