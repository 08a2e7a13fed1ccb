// Guarantee: every page of the families' site is accessible, light, and says politely that the database is away.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import type { Page } from 'playwright/test'
import { familyPages, publicPages } from '../../scripts/pages'
import { dataDir, expect, expectAccessible, signIn, test } from './support/test'

const KB = 1_000
/** One small script of ours, and no framework: an empty page of this Next version sends about 135 KB. */
const SCRIPT_KB_MAX = 5
const STYLE_KB_MAX = 30
const TABLET_KB_MAX = 220

/** Compressed bytes that a page makes a new visitor load, by kind. */
const weighed = async (
  page: Page,
  address: string,
): Promise<{ script: number; style: number; all: number }> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const kinds = new Map<string, string>()
  const weight = { script: 0, style: 0, all: 0 }
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId)
    if (kind === 'Script') weight.script += encodedDataLength
    if (kind === 'Stylesheet') weight.style += encodedDataLength
    weight.all += encodedDataLength
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  await session.detach()
  return weight
}

test('public pages: nothing for axe to say', async ({ page }) => {
  for (const [, address] of publicPages) {
    await page.goto(address)
    await expectAccessible(page)
  }
})

test('pages of a family: nothing for axe to say, scripts and styles within the budget', async ({
  page,
  demo,
}) => {
  test.setTimeout(180_000)
  const family = demo.families[0]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  for (const [, address] of familyPages) {
    const { script, style } = await weighed(page, address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(script / KB, `scripts of ${address}, KB`).toBeLessThanOrEqual(SCRIPT_KB_MAX)
    expect(style / KB, `styles of ${address}, KB`).toBeLessThanOrEqual(STYLE_KB_MAX)
    await expectAccessible(page)
  }
})

test('the tablet’s app is within its budget', async ({ page }) => {
  const { script, style } = await weighed(page, '/tablet')
  expect((script + style) / KB).toBeLessThanOrEqual(TABLET_KB_MAX)
})

const AWAY = 'Il servizio non è al momento disponibile'

const database = (verb: 'start' | 'stop') =>
  execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/portale.ts', 'database', verb], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: { ...process.env, DATABASE_URL: '', PORTALE_DATA_DIR: dataDir() },
  })

test('the database goes away: the page says so, also without scripts, and comes back by itself', async ({
  page,
  demo,
  request,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000)
  const family = demo.families[0]
  if (!family || !baseURL) throw new Error('no family')
  await signIn(page, family)
  await page.goto('/presenze')
  const title = await page.getByRole('heading', { level: 1 }).textContent()
  const storageState = await page.context().storageState()
  const plain = await (
    await browser.newContext({ baseURL, storageState, javaScriptEnabled: false })
  ).newPage()
  database('stop')
  try {
    await page.goto('/presenze')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(AWAY)
    await expect(page.getByText('riprova da sola')).toBeVisible()
    await expectAccessible(page)
    for (const [, address] of [...publicPages, ...familyPages]) {
      await plain.goto(address)
      await expect(plain.getByRole('heading', { level: 1 }), address).toHaveText(AWAY)
      await expect(plain.getByRole('complementary', { name: 'Contatti' })).toBeVisible()
    }
    await plain.goto('/presenze')
    expect((await request.get('/api/v1/status')).status()).toBe(503)
  } finally {
    database('start')
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title ?? '', { timeout: 60_000 })
  await plain.getByRole('link', { name: 'Riprova ora' }).click()
  await expect(plain.getByRole('heading', { level: 1 })).toHaveText(title ?? '')
  expect((await request.get('/api/v1/status')).status()).toBe(200)
  await plain.context().close()
})
