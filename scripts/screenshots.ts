import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pairTablet, signIn, signInStaff } from '@tests/e2e/support/actions'
import { launchBrowser } from '@tests/e2e/support/browser'
import { readDemoFile, startTown } from '@tests/e2e/support/town'
import type { BrowserContext, Page } from 'playwright'
import { familyPages, publicPages } from './pages'

/*
 * `npm run screenshots`: every page on a phone and on a desktop, of a small town started for the purpose, into
 * docs/screenshots.
 */
const folder = path.resolve(import.meta.dirname, '../docs/screenshots')
const sizes = { telefono: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

const shoot = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, animations: 'disabled' })
  console.log(`· ${name}.png`)
}

mkdirSync(folder, { recursive: true })
console.log('· Avvio di una città piccola…')
const town = await startTown()
const browser = await launchBrowser()
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    const inContext = async (work: (page: Page, context: BrowserContext) => Promise<void>) => {
      const context = await browser.newContext({
        baseURL: town.demo.url,
        viewport,
        locale: 'it-IT',
        timezoneId: 'Europe/Rome',
        reducedMotion: 'reduce',
      })
      try {
        await work(await context.newPage(), context)
      } finally {
        await context.close()
      }
    }
    await inContext(async (page) => {
      for (const [name, address] of publicPages) {
        await page.goto(address)
        await shoot(page, `${name}-${size}`)
      }
      const family = town.demo.families[0]
      if (!family) throw new Error('The town has no families')
      await signIn(page, family)
      for (const [name, address] of familyPages) {
        await page.goto(address)
        await shoot(page, `${name}-${size}`)
      }
    })
    await inContext(async (page) => {
      await page.goto('/tablet')
      await page.getByLabel('Codice di abbinamento').waitFor()
      await shoot(page, `tablet-abbinamento-${size}`)
      await pairTablet(page, readDemoFile(town.dataDir).tablets)
      await shoot(page, `tablet-classi-${size}`)
      await page
        .getByRole('link', { name: /Classe/ })
        .first()
        .click()
      await page.getByRole('button', { name: /^Invia/ }).waitFor()
      await shoot(page, `tablet-appello-${size}`)
    })
    await inContext(async (page) => {
      await signInStaff(page, town.demo.staff.kitchen)
      await page.goto('/cucina')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await shoot(page, `cucina-${size}`)
    })
    await inContext(async (page) => {
      await signInStaff(page, town.demo.staff.admin)
      await page.goto('/admin')
      await page.waitForLoadState('networkidle')
      await shoot(page, `admin-${size}`)
    })
  }
} finally {
  await browser.close()
  await town.stop()
}
process.exit(0)
