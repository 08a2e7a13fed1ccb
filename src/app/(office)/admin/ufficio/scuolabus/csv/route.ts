import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { notFound } from '@/http/problem'
import { isStatisticsPeriod, RUN_WORDS, rideStatistics } from '@/modules/bus'
import { csvFile, csvQuoted } from '@/shared/csv'
import { CivilDate } from '@/shared/dates'
import { officePage } from '../../../../office-page'

const HEADER = ['giorno', 'linea', 'nome', 'corsa', 'iscritti', 'saliti', 'scesi', 'non visti']

/** How many rode, by day, line and run of a period, for a spreadsheet. */
export const { GET } = officePage(
  { allow: 'staff', address: z.object({ dal: CivilDate, al: CivilDate }) },
  async (_visitor, { asked: { dal, al } }) => {
    if (!isStatisticsPeriod(dal, al)) throw notFound()
    const table = [
      HEADER,
      ...(await rideStatistics(dal, al)).map(({ day, code, line, run, riders, boarded, left, notSeen }) => [
        day,
        code,
        line,
        RUN_WORDS[run],
        riders,
        boarded,
        left,
        notSeen,
      ]),
    ]
    return fileResponse({
      name: `scuolabus-${dal}-${al}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: new TextEncoder().encode(
        csvFile(
          table.map((line) =>
            line.map((cell) => (typeof cell === 'number' ? cell : csvQuoted(cell))).join(';'),
          ),
        ),
      ),
    })
  },
)
