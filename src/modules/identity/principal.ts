import type { Temporal } from 'temporal-polyfill'
import type { AccountId, ChildId, DeviceId, LineId, SchoolId, StaffId } from '@/shared/ids'

export const STAFF_ROLES = ['admin', 'office', 'editor', 'kitchen', 'school', 'dietitian'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** True for staff with one of the roles asked for; `admin` always. */
export const holdsRole = (held: readonly StaffRole[], ...asked: readonly StaffRole[]): boolean =>
  held.some((role) => role === 'admin' || asked.includes(role))

/** Who is calling. Built once, where the request comes in; use cases check whose data it is. */
export type Principal =
  | { kind: 'tablet'; deviceId: DeviceId; schoolId: SchoolId }
  /** The tablet of a bus line's escort. */
  | { kind: 'lineTablet'; deviceId: DeviceId; lineId: LineId }
  /** The token of a tablet, not looked up yet: the one statement that uses it refuses unknown and revoked ones. */
  | { kind: 'tabletToken'; tokenHash: string }
  /** `familyName` is the surname of the account's own child: a family is greeted by it, no log carries it. */
  | { kind: 'guardian'; accountId: AccountId; sessionId: string; childId: ChildId; familyName: string }
  /** Somebody whom a family lets see attendance and cancel meals, with a sign-in of their own: nothing of money. */
  | { kind: 'delegate'; accountId: AccountId; sessionId: string; childId: ChildId; familyName: string }
  | { kind: 'staff'; staffId: StaffId; roles: readonly StaffRole[]; schoolId: SchoolId | null }
  | { kind: 'system'; name: string }
  | { kind: 'anyone' }

export type PrincipalKind = Principal['kind']
export type PrincipalOf<Kind extends PrincipalKind> = Extract<Principal, { kind: Kind }>

/** Who acts for a family: a guardian, or one whom the family lets do some of it. */
export type FamilyCtx = Ctx<PrincipalOf<'guardian' | 'delegate'>>

/** What every use case is given: who asks, when, and from where. The core never reads a clock. */
export type Ctx<Actor extends Principal = Principal> = {
  actor: Actor
  now: Temporal.Instant
  requestId: string
  /** The caller's network address; for throttling only. */
  address: string
}

/** How an actor is written in the audit and in `created_by`: a kind and an id, never a name. */
export const actorText = (actor: Principal): string => {
  switch (actor.kind) {
    case 'tablet':
    case 'lineTablet':
      return `device:${actor.deviceId}`
    case 'guardian':
    case 'delegate':
      return `account:${actor.accountId}`
    case 'staff':
      return `staff:${actor.staffId}`
    case 'system':
      return `system:${actor.name}`
    case 'tabletToken':
    case 'anyone':
      return 'anyone'
  }
}
