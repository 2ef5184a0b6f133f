import type {
  FacilityId,
  ItemSetId,
  OrgId,
  PersonId,
  PlanId,
  PlanPurpose,
  PlanStatus,
} from '@cyclecount/domain'
import { flag, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** A set of items by a name, for any number of plans: who changes it changes what they count next. Nothing is deleted. */
export const savedItemSet = table(
  'saved_item_set',
  {
    item_set_id: uuid<ItemSetId>(),
    org_id: uuid<OrgId>(),
    name: text(),
    /** JSON of an item set. */
    item_set: text(),
    /** How often it was changed. */
    edits: integer(),
    made_by: uuid<PersonId>(),
    made_at: integer(),
    retired_at: nullable(integer()),
  },
  {
    primaryKey: ['item_set_id'],
    unique: [{ name: 'saved_item_set_name', on: ['org_id', 'name'], where: 'retired_at is null' }],
    references: { org_id: ['org', 'org_id'] },
  },
)

/** What a planner makes: published, it makes one run for each of its facilities. The window is each facility's wall time. */
export const countPlan = table(
  'count_plan',
  {
    plan_id: uuid<PlanId>(),
    org_id: uuid<OrgId>(),
    name: text(),
    purpose: text<PlanPurpose>(),
    status: text<PlanStatus>(),
    blind: flag(),
    /** JSON of an item set. */
    item_set: text(),
    start_local: nullable(text()),
    due_local: nullable(text()),
    /** How often it was changed: who saves says which they saw. */
    edits: integer(),
    copied_from: nullable(uuid<PlanId>()),
    created_by: uuid<PersonId>(),
    created_at: integer(),
    published_by: nullable(uuid<PersonId>()),
    published_at: nullable(integer()),
    cancelled_at: nullable(integer()),
  },
  {
    primaryKey: ['plan_id'],
    indexes: [['org_id', 'created_at']],
    references: { org_id: ['org', 'org_id'] },
  },
)

/** The facilities of a plan. `item_set`: what is counted there instead of the plan's own. */
export const countPlanFacility = table(
  'count_plan_facility',
  {
    plan_id: uuid<PlanId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    item_set: nullable(text()),
  },
  {
    primaryKey: ['plan_id', 'facility_id'],
    indexes: [['facility_id']],
    references: { plan_id: ['count_plan', 'plan_id'], facility_id: ['facility', 'facility_id'] },
  },
)
