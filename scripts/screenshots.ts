import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pairTablet, signIn, signInStaff, startTopUp } from '@tests/e2e/support/actions'
import { launchBrowser } from '@tests/e2e/support/browser'
import { readDemoFile, startTown } from '@tests/e2e/support/town'
import type { BrowserContext, Page } from 'playwright'
import sharp from 'sharp'
import { familyPages, officePages, publicPages } from './pages'

/*
 * `npm run screenshots`: every page on a phone and on a desktop, of a small town started for the purpose, into
 * docs/screenshots.
 */
const folder = path.resolve(import.meta.dirname, '../docs/screenshots')
const sizes = { telefono: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

/** The whole page, or with `asSeen` what the screen shows of it, for pages with a bar that stays at the bottom. */
const shoot = async (page: Page, name: string, { asSeen = false } = {}): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const picture = await page.screenshot({ fullPage: !asSeen, animations: 'disabled' })
  await sharp(picture)
    .png({ palette: true, colours: 64, effort: 10 })
    .toFile(path.join(folder, `${name}.png`))
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
      await page.goto('/')
      const card = page.getByRole('article').first()
      await card.getByRole('heading').getByRole('link').click()
      await page.getByRole('heading', { name: 'Dettaglio del credito' }).waitFor()
      await shoot(page, `estratto-conto-${size}`)
      await page.goto('/')
      await card.getByRole('link', { name: /^Ricarica/ }).click()
      await startTopUp(page, 20)
      await shoot(page, `sandbox-checkout-${size}`)
      await page.getByRole('button', { name: 'Paga', exact: true }).click()
      await page.getByText('Ricarica accreditata').waitFor()
      await shoot(page, `ricarica-accreditata-${size}`)
      await page.goto('/sandbox/pagopa')
      await shoot(page, `sandbox-pagopa-${size}`)
      await page.goto('/sandbox/posta')
      await shoot(page, `sandbox-posta-${size}`)
    })
    await inContext(async (page) => {
      await page.goto('/tablet')
      await page.getByLabel('Codice di abbinamento').waitFor()
      await shoot(page, `tablet-abbinamento-${size}`)
      await pairTablet(page, readDemoFile(town.dataDir).tablets)
      await shoot(page, `tablet-classi-${size}`)
      // Each size marks a class of its own.
      await page
        .getByRole('link', { name: /Da inviare/ })
        .first()
        .click()
      await page.getByRole('button', { name: /^Invia/ }).waitFor()
      for (const place of [3, 8])
        await page
          .getByRole('button', { name: /segna assente/ })
          .nth(place)
          .click()
      await shoot(page, `tablet-appello-${size}`, { asSeen: true })
      await page.getByRole('button', { name: 'Invia' }).click()
      await page.getByRole('heading', { name: 'Presenze inviate' }).waitFor()
      await shoot(page, `tablet-esito-${size}`)
    })
    await inContext(async (page) => {
      await page.goto('/cucina/accedi')
      await shoot(page, `cucina-accedi-${size}`)
      await signInStaff(page, town.demo.staff.kitchen)
      await page.goto('/cucina')
      await page.getByText('in diretta').waitFor()
      await page
        .getByRole('main')
        .getByText(/Mancano|Manca/)
        .first()
        .click()
      await shoot(page, `cucina-${size}`)
      await page.goto('/cucina?schermo=grande')
      await page.getByText('in diretta').waitFor()
      await shoot(page, `cucina-schermo-${size}`, { asSeen: true })
    })
    await inContext(async (page) => {
      await signInStaff(page, town.demo.staff.admin)
      await page.goto('/admin')
      await page.waitForLoadState('networkidle')
      await shoot(page, `admin-${size}`)
      for (const [name, address] of officePages) {
        await page.goto(address)
        await shoot(page, `${name}-${size}`)
      }
    })
  }
  // An escort's tablet, whose code works once: the same page in each size.
  const locked = town.demo.lockedTablets.find(({ lineId }) => lineId !== null)
  const [escort] = locked?.operators ?? []
  if (!locked || !escort) throw new Error('The town has no locked tablet on a bus')
  const page = await browser.newPage({
    baseURL: town.demo.url,
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    reducedMotion: 'reduce',
  })
  const inEachSize = async (name: string, how = {}) => {
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      await shoot(page, `${name}-${size}`, how)
    }
  }
  await page.goto('/tablet')
  await page.getByLabel('Codice di abbinamento').fill(locked.pairingCode)
  await page.getByLabel('Nome del tablet').fill('Tablet dello scuolabus')
  await page.getByRole('button', { name: 'Abbina' }).click()
  await page.getByRole('button', { name: escort.name }).click()
  await inEachSize('tablet-bloccato')
  await page.getByLabel('PIN').fill(escort.pin)
  await page.getByRole('button', { name: 'Sblocca' }).click()
  const run = page.getByRole('link', { name: /Andata/ })
  await run.waitFor()
  await inEachSize('scuolabus-corse')
  await run.click()
  await page.getByRole('button', { name: 'Fine corsa' }).waitFor()
  await inEachSize('scuolabus-corsa', { asSeen: true })
} finally {
  await browser.close()
  await town.stop()
}
process.exit(0)
