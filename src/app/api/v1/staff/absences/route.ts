import { route } from '@/http/route'
import { AbsenceBatch, suggestAbsences } from '@/modules/school-day'

/** The e-register's word on a day; staff of the office, or of a school for its own children. */
export const POST = route({ allow: ['staff'], body: AbsenceBatch }, suggestAbsences)
