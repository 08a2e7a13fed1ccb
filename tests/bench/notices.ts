import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { printNotices } from '@/modules/documents'
import type { Notice } from '@/modules/documents/notice'
import { noticePdf } from '@/modules/documents/notice-pdf'
import { noticeNumber } from '@/modules/payments'
import { civilDate } from '@/shared/dates'
import { cents } from '@/shared/money'
import { say } from './say'
import { median, rounded } from './stats'

const ONE_BY_ONE = 200
const IN_ONE_RUN = 6_000

const notice = (index: number): Notice => ({
  noticeNumber: noticeNumber('01', BigInt(index)),
  cents: cents(500 + index),
  expiresOn: civilDate('2027-01-23'),
  description: 'Ricarica Refezione scolastica',
  debtor: { name: `Genitore Numero ${index}`, fiscalCode: 'RSSMRA80A01H501U' },
  creditor: {
    name: 'Comune di Pesaro',
    fiscalCode: '00272430414',
    office: 'Servizio Politiche Educative',
    contacts: ['0721 387123', 'refezione@comune.example.it'],
    cbillCode: 'A0EDT',
    postal: null,
  },
})

const MB = 1_048_576

/** One notice at a time, and a run of many into files: its time, and how much more memory it takes on the way. */
export const notices = async () => {
  const times: number[] = []
  for (let index = 0; index < ONE_BY_ONE; index++) {
    const start = performance.now()
    await noticePdf(notice(index))
    times.push(performance.now() - start)
  }
  say(`un avviso: ${rounded(median(times))} ms`)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  /** The most memory seen while each thousand was printed. */
  const peaks: number[] = []
  async function* many() {
    for (let index = 0; index < IN_ONE_RUN; index++) {
      const thousand = Math.floor(index / 1_000)
      if (index % 20 === 0) peaks[thousand] = Math.max(peaks[thousand] ?? 0, process.memoryUsage.rss())
      yield notice(index)
    }
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'avvisi-'))
  const start = performance.now()
  const { files } = await printNotices(many(), (file) =>
    createWriteStream(path.join(folder, `avvisi-${file}.pdf`)),
  )
  const seconds = (performance.now() - start) / 1000
  await rm(folder, { recursive: true })
  const grown = (peak: number) => rounded((peak - before) / MB)
  const json = {
    medianMs: rounded(median(times)),
    runSeconds: rounded(seconds),
    growthMb: grown(Math.max(...peaks, process.memoryUsage.rss())),
    growthMbByThousand: peaks.map(grown),
    residentMb: rounded(Math.max(...peaks) / MB),
  }
  return {
    json,
    lines: [
      '| misura | valore |',
      '|---|---|',
      `| un avviso, mediana | ${json.medianMs} ms |`,
      `| ${IN_ONE_RUN} avvisi in ${files} file | ${json.runSeconds} s |`,
      `| memoria in più, al massimo | ${json.growthMb} MB |`,
      `| memoria in più, mille per mille | ${json.growthMbByThousand.join(', ')} MB |`,
      `| memoria del processo, al massimo | ${json.residentMb} MB |`,
    ],
  }
}
