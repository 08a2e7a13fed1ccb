export { forbidden, type IdentityError, notSignedIn, throttled } from './errors'
export {
  actorText,
  type Ctx,
  type Principal,
  type PrincipalKind,
  type PrincipalOf,
  STAFF_ROLES,
  type StaffRole,
} from './principal'
export { authenticateTablet, createPairingCode, PairRequest, pairTablet, touchTablet } from './tablets'
export { countTry, pardon, TRIES_MAX } from './throttle'
