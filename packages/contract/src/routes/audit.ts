import * as z from 'zod/mini'
import { AuditPage, AuditQuery, AuditVerdict } from '../review.ts'
import { CSV_TYPE, route } from '../route.ts'
import { facilityParams } from './params.ts'

export const auditRoutes = {
  audit: route({
    method: 'GET',
    path: '/api/audit',
    tag: 'audit',
    summary: 'The audit log of a facility, newest first',
    access: { by: 'person', capability: 'see-audit', facility: 'any' },
    query: AuditQuery,
    reply: AuditPage,
  }),
  auditVerdict: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/audit/verdict',
    tag: 'audit',
    summary: 'Whether the audit log of a facility is as it was written, recomputed from its first row',
    access: { by: 'person', capability: 'see-audit', facility: 'param' },
    params: facilityParams,
    reply: AuditVerdict,
  }),
  auditExport: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/audit.csv',
    tag: 'audit',
    summary: 'The audit log of a facility as a table, oldest first, with its seals',
    access: { by: 'person', capability: 'see-audit', facility: 'param' },
    params: facilityParams,
    gives: CSV_TYPE,
    reply: z.string(),
  }),
} as const
