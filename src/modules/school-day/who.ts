import { type Ctx, forbidden, holdsRole, type PrincipalOf } from '@/modules/identity'
import type { SchoolId } from '@/shared/ids'

export type StaffCtx = Ctx<PrincipalOf<'staff'>>

/**
 * The one school whose day this member of staff may see and record; null for every school. Refuses with `forbidden`
 * whoever has neither the office's role nor a school of their own.
 */
export const ownSchool = ({ actor }: StaffCtx): SchoolId | null => {
  if (holdsRole(actor.roles, 'office')) return null
  if (!actor.roles.includes('school') || actor.schoolId === null) throw forbidden()
  return actor.schoolId
}

/** Whether the codes of diets may be shown: to the school that serves them, to the dietitian, never to the office. */
export const seesDiets = ({ actor }: StaffCtx): boolean => holdsRole(actor.roles, 'school', 'dietitian')
