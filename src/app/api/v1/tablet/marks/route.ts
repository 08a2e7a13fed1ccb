import { route } from '@/http/route'
import { MarkBatch, recordMarks } from '@/modules/attendance'

export const POST = route({ allow: ['tabletToken'], body: MarkBatch }, recordMarks)
