import config from '@payload-config'
import { getPayload } from 'payload'
import type { Principal, StaffRole } from '@/modules/identity'
import { SchoolId, StaffId } from '@/shared/ids'

/** The member of staff signed in to Payload, from the request's cookies; null for anybody else. */
export const staffOf = async (headers: Headers): Promise<Extract<Principal, { kind: 'staff' }> | null> => {
  if (!headers.get('cookie')?.includes('payload-token')) return null
  const payload = await getPayload({ config })
  const { user } = await payload.auth({ headers })
  if (user?.collection !== 'staff' || user.active === false) return null
  const school = typeof user.school === 'object' ? user.school?.id : user.school
  return {
    kind: 'staff',
    staffId: StaffId.parse(user.id),
    roles: (user.roles ?? []) as StaffRole[],
    schoolId: school ? SchoolId.parse(school) : null,
  }
}
