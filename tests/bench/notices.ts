import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
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

/** One notice at a time, and a run of many into one file: its time, and how much more memory it takes at its peak. */
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
  let peak = before
  async function* many() {
    for (let index = 0; index < IN_ONE_RUN; index++) {
      if (index % 20 === 0) peak = Math.max(peak, process.memoryUsage.rss())
      yield notice(index)
    }
  }
  const file = path.join(tmpdir(), `avvisi-${process.pid}.pdf`)
  const to = createWriteStream(file)
  await once(to, 'open')
  const start = performance.now()
  await printNotices(many(), to)
  const seconds = (performance.now() - start) / 1000
  peak = Math.max(peak, process.memoryUsage.rss())
  await rm(file)
  const json = {
    medianMs: rounded(median(times)),
    runSeconds: rounded(seconds),
    growthMb: rounded((peak - before) / 1_048_576),
  }
  return {
    json,
    lines: [
      '| misura | valore |',
      '|---|---|',
      `| un avviso, mediana | ${json.medianMs} ms |`,
      `| ${IN_ONE_RUN} avvisi in un file | ${json.runSeconds} s |`,
      `| memoria in più, al massimo | ${json.growthMb} MB |`,
    ],
  }
}
