import { throughNext } from '@/http/route'
import { tabletMarks } from '@/http/tablet-marks'

export const POST = throughNext(tabletMarks)
