import type {
  FacilityId,
  MachineId,
  OrgId,
  PersonId,
  ProductId,
  RunId,
  SuggestionId,
} from '@cyclecount/domain'
import { flag, integer, micros, nullable, table, text, uuid } from '../plumbing/table.ts'

/** What says that a product should be counted, and what people made of it. */

/** What another system met: an order that was refused, or a pick that found too little. The same one again is no other. */
export const countSignal = table(
  'count_signal',
  {
    signal_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    kind: text<'order-rejected' | 'short-pick'>(),
    product_id: uuid<ProductId>(),
    /** What was wanted and not there; null where nobody says. */
    quantity_milli: nullable(integer()),
    occurred_at: integer(),
    /** The order or pick in the other system's words. */
    reference: text(),
    machine_id: uuid<MachineId>(),
    received_at: integer(),
  },
  {
    primaryKey: ['signal_id'],
    unique: [{ name: 'one_signal', on: ['org_id', 'kind', 'reference', 'facility_id', 'product_id'] }],
    indexes: [['facility_id', 'occurred_at']],
    references: { facility_id: ['facility', 'facility_id'], product_id: ['product', 'product_id'] },
  },
)

/** What lay of a product at a facility when its book was last read for suggestions, and what of it was used in the year before. */
export const productUse = table(
  'product_use',
  {
    facility_id: uuid<FacilityId>(),
    product_id: uuid<ProductId>(),
    org_id: uuid<OrgId>(),
    on_hand_milli: integer(),
    /** Of the position of which the book has least. */
    lowest_milli: integer(),
    /** Null where a cost is not known, as below. */
    value_micros: nullable(micros()),
    /** Sold less returned, never below 0. */
    out_milli: integer(),
    out_micros: nullable(micros()),
    last_out_at: nullable(integer()),
    read_at: integer(),
  },
  { primaryKey: ['facility_id', 'product_id'], references: { facility_id: ['facility', 'facility_id'] } },
)

/** How current a facility's suggestions are. */
export const suggestionState = table(
  'suggestion_state',
  {
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    book_read_at: integer(),
    /** The backend tells movements, so that use is known. */
    knows_movements: flag(),
    computed_at: integer(),
    scans_per_hour_milli: integer(),
    units_per_scan_milli: integer(),
    /** Not where the pace is the published one. */
    pace_measured: flag(),
  },
  { primaryKey: ['facility_id'], references: { facility_id: ['facility', 'facility_id'] } },
)

export type SuggestionState = 'open' | 'snoozed' | 'accepted' | 'dismissed' | 'closed'

/**
 * That a product should be counted, why, and what became of that. `causes` is JSON. One lives per product and facility; a closed or dismissed
 * one stays as it was.
 */
export const countSuggestion = table(
  'count_suggestion',
  {
    suggestion_id: uuid<SuggestionId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    product_id: uuid<ProductId>(),
    state: text<SuggestionState>(),
    causes: text(),
    /** Thousandths of a percent. */
    wrong_milli: integer(),
    /** What is expected to be off, at cost. */
    worth_micros: nullable(micros()),
    seconds: integer(),
    /** Among those of the facility, by wrong records for the time and by money for the time. */
    place: integer(),
    money_place: integer(),
    /** Before it was last worked out. */
    last_counted_at: nullable(integer()),
    first_at: integer(),
    snoozed_local: nullable(text()),
    snoozed_until: nullable(integer()),
    run_id: nullable(uuid<RunId>()),
    decided_by: nullable(uuid<PersonId>()),
    decided_at: nullable(integer()),
    note: text(),
    closed_because: nullable(text<'counted' | 'cause-gone'>()),
    closed_at: nullable(integer()),
  },
  {
    primaryKey: ['suggestion_id'],
    unique: [
      {
        name: 'one_live_suggestion',
        on: ['facility_id', 'product_id'],
        where: "state in ('open', 'snoozed', 'accepted')",
      },
    ],
    indexes: [['facility_id', 'state', 'place'], { on: ['run_id'], where: 'run_id is not null' }],
    references: { facility_id: ['facility', 'facility_id'], product_id: ['product', 'product_id'] },
  },
)

/** A company's ABC classes: up to which share of a year's use each goes, and how often its products are counted. */
export const abcClass = table(
  'abc_class',
  {
    org_id: uuid<OrgId>(),
    class: text(),
    /** Thousandths of a percent of the value, the classes before it included. */
    through_milli: integer(),
    every_days: integer(),
  },
  { primaryKey: ['org_id', 'class'], references: { org_id: ['org', 'org_id'] } },
)
