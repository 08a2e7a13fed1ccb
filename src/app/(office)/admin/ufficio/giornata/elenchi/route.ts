import { z } from 'zod'
import { Asked } from '@/http/asked'
import { fileResponse } from '@/http/file'
import { notFound } from '@/http/problem'
import { classListsPdf } from '@/modules/documents'
import { classLists } from '@/modules/school-day'
import { schoolDayPage } from '../../../../office-page'

/** The class lists of a school, to take the roll call on paper. */
export const { GET } = schoolDayPage(
  { allow: 'staff', address: z.object({ giorno: Asked.giorno, scuola: Asked.scuola }) },
  async (ctx, { asked: { giorno, scuola } }) => {
    const lists = await classLists(ctx, { day: giorno, schoolId: scuola })
    if (!lists) throw notFound()
    return fileResponse({
      name: `elenchi-${lists.school.name}-${giorno}.pdf`.toLowerCase(),
      type: 'application/pdf',
      bytes: await classListsPdf(lists, giorno),
    })
  },
)
