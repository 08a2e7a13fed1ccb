// Guarantee: a family that has no network reads its last pages, dated, and cancels a meal, which waits plainly, is sent once
// when the network is back and gets its number; signing out leaves nothing of it on the device.
import { expect, expectAccessible, signIn, test } from './support/test'

test('without a network: read, cancelled, in waiting; with it: confirmed; signed out: wiped', async ({
  page,
  demo,
}) => {
  const family = demo.families[2]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  const keptPages = () =>
    page.evaluate(async () =>
      (await (await caches.open('portale-famiglia-copie')).keys()).map(({ url }) => new URL(url).pathname),
    )
  await expect.poll(keptPages, { timeout: 30_000 }).toContain('/presenze')

  // The first day to come whose meal may be cancelled, of this month or the next.
  await page.goto('/presenze')
  const dayToCome = async () => {
    const today = await page.evaluate(() =>
      new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' }).format(),
    )
    for (const link of await page.locator('a.day-link').all()) {
      const href = (await link.getAttribute('href')) ?? ''
      const day = /giorno=([\d-]+)/.exec(href)?.[1] ?? ''
      if (day > today && !(await link.textContent())?.includes('disdetto')) return link
    }
    return null
  }
  if (!(await dayToCome())) await page.getByRole('link', { name: /Mese successivo/ }).click()
  await page.waitForLoadState()

  await page.context().setOffline(true)
  await page.reload()
  await expect(page.getByText('Sei senza rete.')).toBeVisible()
  await expectAccessible(page)
  await (await dayToCome())?.click()
  await page.getByRole('button', { name: 'Disdici il pasto' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Richieste in attesa')
  await expect(page.getByText('In attesa di invio')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/')
  await expect(page.getByText('Una richiesta fatta senza rete è in attesa')).toBeVisible()
  await page.goto('/pagamenti')
  await expect(page.getByRole('heading', { name: 'Si possono leggere' })).toBeVisible()
  await page.goto('/presenze/in-attesa')

  await page.context().setOffline(false)
  const confirmation = page.getByRole('link', { name: /conferma n\. \d{6}/ })
  await expect(confirmation).toHaveCount(1, { timeout: 40_000 })
  const number = /\d{6}/.exec((await confirmation.textContent()) ?? '')?.[0] ?? ''
  await confirmation.click()
  await expect(page.getByText('Pasto disdetto').first()).toBeVisible()
  await page.goto('/presenze/conferme')
  await expect(page.getByRole('link', { name: number, exact: true })).toHaveCount(1)

  await page.getByRole('button', { name: /Area personale di/ }).click()
  await page.getByRole('button', { name: 'Esci' }).click()
  await page.waitForURL(/\/accedi/)
  expect(await keptPages()).toEqual([])
  await page.context().setOffline(true)
  await page.goto('/presenze')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Senza rete')
  await expect(page.getByText(family.childName)).toHaveCount(0)
})
