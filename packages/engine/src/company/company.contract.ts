import type { DeviceId, FacilityId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineContext } from '../context.ts'
import { me, resolveActor } from '../people/actor.ts'
import { authenticateDevice, enrolDevice, listDevices, revokeDevice } from '../people/devices.ts'
import { cataloguePage } from '../store/catalogue.ts'
import { ISSUER, openCompany, type Company } from '../testing/company.ts'
import { grantAccess, revokeAccess } from './grant-access.ts'
import { importFromBackend } from './import.ts'

/** What the mirror, people and devices promise on both databases. */
export function companyContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`company on ${name}`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())

    test('imports once and finds nothing to do the second time', async () => {
      const seen: string[] = []
      const again = await importFromBackend(company.ctx, company, ({ what, done }) =>
        seen.push(`${what} ${done}`),
      )
      expect(again).toMatchObject({ locations: 18, products: 4, changed: 0 })
      expect(seen.at(-1)).toBe('products 4')
    })

    test('gives devices every product with its codes in normal form, and later only what changed', async () => {
      const ana = await company.person('ana')
      const whole = await cataloguePage(company.ctx, ana, company.lisbon, {})
      expect(whole).toMatchObject({ version: 1, total: 4, next: null })
      expect(whole.products.find((row) => row.sku === 'cola')?.codes).toEqual([
        ['04006381333931', 1],
        ['14006381333938', 12],
      ])
      expect(whole.products.find((row) => row.sku === 'soap')?.codes).toEqual([['SOAP-7', 1]])
      const renamed: EngineContext = {
        ...company.ctx,
        adapterOf: (backendId) => {
          const adapter = company.ctx.adapterOf(backendId)
          return {
            ...adapter,
            products: async (cursor) => {
              const page = await adapter.products(cursor)
              const rows = page.rows.map((row) => (row.sku === 'tea' ? { ...row, title: 'Black tea' } : row))
              return { ...page, rows }
            },
          }
        },
      }
      expect((await importFromBackend(renamed, company)).changed).toBe(1)
      const delta = await cataloguePage(company.ctx, ana, company.lisbon, { since: '1' })
      expect(delta).toMatchObject({ version: 2, total: 1, products: [{ title: 'Black tea' }] })
      await expect(cataloguePage(company.ctx, ana, company.lisbon, { cursor: 'x' })).rejects.toMatchObject({
        problem: { details: [{ path: 'query.cursor' }] },
      })
      await expect(cataloguePage(company.ctx, ana, company.denver, {})).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
    })

    test('SEC-1 knows a person by issuer and subject, and nobody else', async () => {
      expect(
        await resolveActor(company.ctx, { issuer: 'https://else.example', subject: 'acme-ana' }),
      ).toBeNull()
      expect(await resolveActor(company.ctx, { issuer: ISSUER, subject: 'nobody' })).toBeNull()
      const told = await me(company.ctx, await company.person('ana'))
      expect(told).toMatchObject({ name: 'Ana', orgName: 'Acme', capabilities: ['count'] })
      expect(told.facilities.map((row) => row.code)).toEqual(['LIS'])
      expect((await me(company.ctx, await company.person('hana'))).facilities).toHaveLength(2)
    })

    test('gives somebody a role besides what they have, once, and only where there is such a place', async () => {
      const wanted = {
        issuer: ISSUER,
        subject: 'new',
        name: 'Nuno',
        role: 'manager',
        facilityCode: 'LIS',
      } as const
      expect(await grantAccess(company.ctx, wanted)).toMatchObject({ kind: 'given' })
      await grantAccess(company.ctx, wanted)
      await grantAccess(company.ctx, { ...wanted, role: 'auditor', facilityCode: null })
      const nuno = await resolveActor(company.ctx, wanted)
      expect(nuno?.grants).toHaveLength(2)
      expect(nuno?.grants).toEqual(
        expect.arrayContaining([
          { role: 'manager', facilityId: company.lisbon },
          { role: 'auditor', facilityId: null },
        ]),
      )
      expect(await grantAccess(company.ctx, { ...wanted, facilityCode: 'OSL' })).toMatchObject({
        kind: 'refused',
      })
    })

    test('AUD-2 tells the log of each place who was given what there, and from whom it was taken', async () => {
      const wanted = { issuer: ISSUER, subject: 'new', name: 'Nuno', facilityCode: null } as const
      const given = await grantAccess(company.ctx, { ...wanted, role: 'manager', facilityCode: 'LIS' })
      if (given.kind === 'refused') throw new Error(given.message)
      const { personId } = given
      await grantAccess(company.ctx, { ...wanted, role: 'auditor' })
      await grantAccess(company.ctx, { ...wanted, role: 'auditor' })
      expect(await revokeAccess(company.ctx, { ...wanted, role: 'auditor' })).toEqual({ kind: 'taken' })
      expect(await revokeAccess(company.ctx, { ...wanted, role: 'auditor' })).toMatchObject({
        kind: 'refused',
      })
      expect((await resolveActor(company.ctx, wanted))?.grants).toEqual([
        { role: 'manager', facilityId: company.lisbon },
      ])
      const entries = company.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['tag', 'before', 'after'])
        .where('subject_id', '=', personId)
        .orderBy('seq')
      const at = (facilityId: FacilityId) => entries.where('facility_id', '=', facilityId).execute()
      const both = '["auditor everywhere","manager"]'
      expect(await at(company.lisbon)).toEqual([
        { tag: 'access.granted', before: '[]', after: '["manager"]' },
        { tag: 'access.granted', before: '["manager"]', after: both },
        { tag: 'access.revoked', before: both, after: '["manager"]' },
      ])
      const elsewhere = await company.ctx.db.read
        .selectFrom('facility')
        .select('facility_id')
        .where('org_id', '=', company.orgId)
        .where('facility_id', '!=', company.lisbon)
        .executeTakeFirstOrThrow()
      expect(await at(elsewhere.facility_id)).toEqual([
        { tag: 'access.granted', before: '[]', after: '["auditor everywhere"]' },
        { tag: 'access.revoked', before: '["auditor everywhere"]', after: '[]' },
      ])
    })

    test('AUD-2 tells what an import brought and changed, and nothing where nothing did', async () => {
      const tags = async () => {
        const rows = await company.ctx.db.read
          .selectFrom('reflexion_log')
          .select('tag')
          .where('facility_id', '=', company.lisbon)
          .where('subject_kind', '=', 'backend')
          .orderBy('seq')
          .execute()
        return rows.map(({ tag }) => tag)
      }
      await importFromBackend(company.ctx, company)
      const first = await tags()
      expect(first.slice(0, 3)).toEqual(['facility.added', 'locations.added', 'products.imported'])
      await importFromBackend(company.ctx, company)
      expect(await tags()).toEqual(first)
      const moved: EngineContext = {
        ...company.ctx,
        adapterOf: (backendId) => {
          const adapter = company.ctx.adapterOf(backendId)
          return {
            ...adapter,
            facilities: async (cursor) => {
              const page = await adapter.facilities(cursor)
              return { ...page, rows: page.rows.map((row) => ({ ...row, timeZone: 'Atlantic/Azores' })) }
            },
            locations: async (facility, cursor) => {
              const page = await adapter.locations(facility, cursor)
              return { ...page, rows: page.rows.map((row) => ({ ...row, name: `${row.name} again` })) }
            },
          }
        },
      }
      await importFromBackend(moved, company)
      expect((await tags()).slice(first.length)).toEqual(['facility.changed', 'locations.changed'])
      await importFromBackend(company.ctx, company)
    })

    test('enrols a device for several people who are on it, and shuts it out', async () => {
      const [ana, ben, mia, gil] = await Promise.all(['ana', 'ben', 'mia', 'gil'].map(company.person))
      if (!ana || !ben || !mia || !gil) throw new Error('somebody is missing')
      const deviceId = company.ctx.newId<DeviceId>()
      const body = { deviceId, label: 'Handheld 3', appVersion: '1' }
      const first = await enrolDevice(company.ctx, ana, body)
      expect(await authenticateDevice(company.ctx, first.deviceToken)).toEqual({
        orgId: company.orgId,
        deviceId,
      })
      const second = await enrolDevice(company.ctx, ben, { ...body, deviceToken: first.deviceToken })
      expect(second).toMatchObject({ incarnation: first.incarnation, deviceToken: first.deviceToken })
      expect((await listDevices(company.ctx, mia)).devices).toEqual([
        expect.objectContaining({ label: 'Handheld 3', people: ['Ana', 'Ben'], revokedAt: null }),
      ])
      expect((await listDevices(company.ctx, gil)).devices).toEqual([])
      await expect(revokeDevice(company.ctx, gil, { deviceId, reason: 'lost' })).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      await revokeDevice(company.ctx, mia, { deviceId, reason: 'lost' })
      await expect(authenticateDevice(company.ctx, second.deviceToken)).rejects.toMatchObject({
        problem: { kind: 'device-revoked' },
      })
      await expect(enrolDevice(company.ctx, ana, body)).rejects.toMatchObject({
        problem: { kind: 'device-revoked' },
      })
    })

    test('SEC-1 leaves a device to who holds its token, whoever knows its id', async () => {
      const [ana, ben] = [await company.person('ana'), await company.person('ben')]
      const body = { deviceId: company.ctx.newId<DeviceId>(), label: 'Ana’s phone', appVersion: '1' }
      const { deviceToken } = await enrolDevice(company.ctx, ana, body)
      for (const tried of [{}, { deviceToken: 'guessed' }, { deviceToken: '' }]) {
        await expect(
          enrolDevice(company.ctx, ben, { ...body, ...tried, label: 'Mine' }),
        ).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
      }
      expect(await authenticateDevice(company.ctx, deviceToken)).toMatchObject({ deviceId: body.deviceId })
      const { devices } = await listDevices(company.ctx, await company.person('mia'))
      expect(devices.find((device) => device.deviceId === body.deviceId)).toMatchObject({
        label: 'Ana’s phone',
        people: ['Ana'],
      })
    })

    test('keeps only a digest of a device’s token', async () => {
      const { deviceToken } = await enrolDevice(company.ctx, await company.person('ana'), {
        deviceId: company.ctx.newId<DeviceId>(),
        label: 'Phone',
        appVersion: '1',
      })
      const rows = await company.ctx.db.read.selectFrom('device').selectAll().execute()
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        expect(row.token_hash.byteLength).toBe(32)
        expect(Buffer.from(row.token_hash).toString('base64url')).not.toBe(deviceToken)
      }
    })
  })
}
