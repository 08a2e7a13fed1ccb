export { type AddChildOutcome, addChild, removeChild } from './add-child'
export { recordAudit } from './audit'
export { ChangePasswordForm, changePassword } from './change-password'
export { type AccountChild, assertOwnChild, childrenOf } from './children'
export { addDelegate, DELEGATES_MAX, type Delegate, delegatesOf, revokeDelegate } from './delegates'
export { forbidden, type IdentityError, notSignedIn, schoolNotFound, throttled } from './errors'
export { forgetExpired } from './forget-expired'
export { hashPin, isPin } from './operator-pin'
export { PASSWORD_LENGTH_MIN } from './password-rules'
export { hashPassword } from './passwords'
export {
  actorText,
  type Ctx,
  type FamilyCtx,
  holdsRole,
  type Principal,
  type PrincipalKind,
  type PrincipalOf,
  STAFF_ROLES,
  type StaffRole,
} from './principal'
export {
  endSession,
  guardianOf,
  openSessionCount,
  SESSION_HOURS,
  type SessionRef,
  signOutOthers,
} from './sessions'
export { CredentialsForm, type SignedIn, signIn } from './sign-in'
export {
  authenticateTablet,
  createLinePairingCode,
  createPairingCode,
  lineTabletRow,
  PairingCodeRequest,
  PairRequest,
  pairTablet,
  tabletRefusal,
  tabletRow,
  tabletTokenOf,
  touchTablet,
} from './tablets'
