import { holdsRole, type StaffRole } from '@/modules/identity'

/** Who may see the kitchen's board; administrators may always. */
export const KITCHEN_ROLES: readonly StaffRole[] = ['kitchen', 'office']

export const maySeeKitchen = (roles: readonly StaffRole[]): boolean => holdsRole(roles, ...KITCHEN_ROLES)
