import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { chromium } from 'playwright'
import { freeWebPort, startWebServer } from '@/cli/web-server'
import { provideEnv } from '@/env'
import { SchoolId } from '@/shared/ids'
import { launchOptions } from '../e2e/support/browser'
import { openBenchServer } from './database'
import { say } from './say'
import { median, rounded } from './stats'

const TIMES = 10
const SLOWER = 4
const GOAL_MS = 1_500

/**
 * Notes in the page when the first class of the list is painted, counted from the start of the navigation. A text: what
 * compiles this file puts calls into functions that a page does not have.
 */
const NOTE_LIST = `
  const look = () => {
    if (![...document.querySelectorAll('a')].some((link) => link.textContent.includes('Classe'))) return
    seen.disconnect()
    requestAnimationFrame(() => setTimeout(() => { window.listAt = performance.now() }, 0))
  }
  const seen = new MutationObserver(look)
  seen.observe(document, { childList: true, subtree: true })`

/**
 * The tablet of a town's largest school, read once, without a network, on a processor four times slower: from opening
 * the address to today's classes on the screen. In a new page of the running browser, and after the browser was closed.
 */
export const tablet = async () => {
  const bench = await openBenchServer()
  const database = await bench.fresh('town')
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const port = await freeWebPort(0)
  if (!port) throw new Error('No free port')
  const address = `http://localhost:${port}`
  provideEnv({ PORTALE_WORKER: '0', PORT: String(port), PORTALE_URL: address, LOG_LEVEL: 'warn' })
  const web = startWebServer({ mode: 'start', port })
  const profile = mkdtempSync(path.join(os.tmpdir(), 'portale-bench-tablet-'))
  const open = () =>
    chromium.launchPersistentContext(profile, {
      ...launchOptions(),
      baseURL: address,
      viewport: { width: 800, height: 1280 },
      locale: 'it-IT',
      timezoneId: 'Europe/Rome',
    })
  try {
    await web.ready()
    const { rows } = await client.query<{ school_id: number; children: number }>(
      `select school_id, count(*)::int as children from portal.day_list(current_date) group by 1 order by 2 desc limit 1`,
    )
    const largest = rows[0]
    if (!largest) throw new Error('No school with children today')
    const { createPairingCode } = await import('@/modules/identity')
    const { systemCtx } = await import('@/cli/system-ctx')
    const { pairingCode } = await createPairingCode(systemCtx('bench'), {
      schoolId: SchoolId.parse(largest.school_id),
    })
    const first = await open()
    const page = first.pages()[0] ?? (await first.newPage())
    await page.goto('/tablet')
    await page.getByLabel('Codice di abbinamento').fill(pairingCode)
    await page.getByLabel('Nome del tablet').fill('Tablet di prova')
    await page.getByRole('button', { name: /Abbina|Collega/ }).click()
    await page
      .getByRole('link', { name: /Classe/ })
      .first()
      .waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready)
    const classes = await page.getByRole('link', { name: /Classe/ }).count()
    await first.close()

    const openOffline = async (context: Awaited<ReturnType<typeof open>>): Promise<number> => {
      await context.setOffline(true)
      const one = await context.newPage()
      const session = await context.newCDPSession(one)
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
      await one.addInitScript(NOTE_LIST)
      await one.goto('/tablet', { waitUntil: 'commit' })
      const at = await one.waitForFunction('window.listAt')
      const ms = (await at.jsonValue()) as number
      await one.close()
      return ms
    }
    say(`${TIMES} aperture, poi ${TIMES} a browser riacceso`)
    const again: number[] = []
    const running = await open()
    for (let time = 0; time < TIMES; time++) again.push(await openOffline(running))
    await running.close()
    const cold: number[] = []
    for (let time = 0; time < TIMES; time++) {
      const context = await open()
      cold.push(await openOffline(context))
      await context.close()
    }
    const json = {
      children: largest.children,
      classes,
      slower: SLOWER,
      pageMedianMs: rounded(median(again)),
      pageMaxMs: rounded(Math.max(...again)),
      browserMedianMs: rounded(median(cold)),
      browserMaxMs: rounded(Math.max(...cold)),
      goalMs: GOAL_MS,
    }
    return {
      json,
      lines: [
        '| apertura senza rete, processore 4 volte più lento | mediana ms | massimo ms |',
        '|---|---|---|',
        `| pagina nuova (${json.classes} classi, ${json.children} bambini) | ${json.pageMedianMs} (obiettivo ${GOAL_MS}) | ${json.pageMaxMs} |`,
        `| browser riacceso | ${json.browserMedianMs} | ${json.browserMaxMs} |`,
      ],
    }
  } finally {
    rmSync(profile, { recursive: true, force: true })
    await web.stop()
    await client.end()
    await database.drop()
    await bench.stop()
  }
}
