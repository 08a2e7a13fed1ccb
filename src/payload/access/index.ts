import type { Access, FieldAccess, PayloadRequest } from 'payload'
import { holdsRole, type StaffRole } from '@/modules/identity'

/** What a member of staff may do. One person can hold several roles. */
export { STAFF_ROLES, type StaffRole } from '@/modules/identity'

/** Roles of the signed-in member of staff; none for anybody else. */
const rolesOf = (req: Pick<PayloadRequest, 'user'>): readonly StaffRole[] =>
  req.user?.collection === 'staff' && req.user.active !== false ? ((req.user.roles ?? []) as StaffRole[]) : []

export const hasRole = (req: Pick<PayloadRequest, 'user'>, ...roles: StaffRole[]): boolean =>
  holdsRole(rolesOf(req), ...roles)

/** Allows the named roles; `admin` is always allowed. */
export const allow =
  (...roles: StaffRole[]): Access =>
  ({ req }) =>
    hasRole(req, ...roles)

export const allowField =
  (...roles: StaffRole[]): FieldAccess =>
  ({ req }) =>
    hasRole(req, ...roles)

/** For what is never done through Payload: it is refused to everybody, admins included. */
export const nobody = () => false

/** Reading for anyone, signed in or not: only for what the public site shows. */
export const anybody = () => true

/** Master data of children: the education office keeps it; dietitians read it to assign diets. */
export const officeData = {
  create: allow('office'),
  read: allow('office', 'dietitian'),
  update: allow('office'),
  delete: allow(),
}

/** Catalogues that every member of staff may look up, and only the office changes. */
export const catalogue = {
  create: allow('office'),
  read: allow('office', 'editor', 'kitchen', 'school', 'dietitian'),
  update: allow('office'),
  delete: allow(),
}
