import { fakeId, type PersonId, type Role } from '@cyclecount/domain'

/** A person of the demo company. They do not exist; their passwords are printed on the sign-in page. */
export interface DemoPerson {
  /** Looks like an e-mail address; `.example` can never receive any. */
  readonly login: string
  readonly name: string
  readonly password: string
  /** The `sub` of their tokens. Never changes, and says nothing about the person. */
  readonly subject: string
  readonly grants: readonly DemoGrant[]
}

/** A role at a facility, or (null) at every one. */
export interface DemoGrant {
  readonly role: Role
  readonly facilityCode: string | null
}

function person(
  first: string,
  last: string,
  ...grants: readonly (readonly [Role, string | null])[]
): DemoPerson {
  const short = first.toLowerCase()
  return {
    login: `${short}@quillmere.example`,
    name: `${first} ${last}`,
    password: `${short}.counts`,
    subject: fakeId<PersonId>(`quillmere person ${short}`),
    grants: grants.map(([role, facilityCode]) => ({ role, facilityCode })),
  }
}

/** Associates and a manager for each facility, somebody who leads a shift without seeing cost, and three people at headquarters. */
export const demoPeople: readonly DemoPerson[] = [
  person('Ana', 'Whitlock', ['associate', 'S12']),
  person('Ben', 'Adeyemi', ['associate', 'S12']),
  person('Chloe', 'Marchetti', ['associate', 'S12']),
  person('Dmitri', 'Vale', ['manager', 'S12']),
  person('Eli', 'Sandoval', ['associate', 'S27']),
  person('Farah', 'Haddad', ['associate', 'S27'], ['associate', 'S12']),
  person('Gwen', 'Tanaka', ['manager', 'S27']),
  person('Hugo', 'Lindqvist', ['associate', 'S41']),
  person('Imani', 'Okoro', ['associate', 'S41']),
  person('Jonas', 'Keough', ['manager', 'S41']),
  person('Kofi', 'Mensah', ['associate', 'W01']),
  person('Lena', 'Castellanos', ['manager', 'W01']),
  person('Petra', 'Novak', ['supervisor', 'S12']),
  person('Maya', 'Brandt', ['planner', null]),
  person('Nils', 'Ferreira', ['auditor', null]),
  person('Olga', 'Nakamura', ['administrator', null]),
]
