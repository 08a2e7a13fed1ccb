// Guarantee: what an escort taps on the bus, also without a network, is on the office's page of the runs; who is awaited and
// not seen is said at once, and a tablet with operators opens with a PIN.
import { expect, expectAccessible, signInStaff, test } from './support/test'

test('a ride: on board, not seen without a network, off; the office sees it', async ({
  page: tablet,
  context,
  demo,
  browser,
  baseURL,
}) => {
  const line = demo.busTablets[0]
  if (!line) throw new Error('The town has no bus line')
  await tablet.goto('/tablet')
  await tablet.getByLabel('Codice di abbinamento').fill(line.pairingCode)
  await tablet.getByLabel('Nome del tablet').fill('Scuolabus')
  await tablet.getByRole('button', { name: 'Abbina' }).click()
  await tablet.getByRole('link', { name: /^Ritorno/ }).waitFor()
  await expectAccessible(tablet)

  await tablet.getByRole('link', { name: /^Ritorno/ }).click()
  const riders = tablet.locator('.rider.awaited')
  const names = await riders.locator('.name').allTextContents()
  const [first = '', second = ''] = names
  const rider = (name: string) => tablet.locator('.rider').filter({ hasText: name })
  await rider(first).getByRole('button', { name: 'Salito' }).click()
  await expect(rider(first)).toContainText('A bordo dalle')

  await context.setOffline(true)
  await rider(second).getByRole('button', { name: 'Salito' }).click()
  await tablet.getByRole('button', { name: 'Annulla' }).click()
  await expect(tablet.getByText('vale di nuovo quello che c’era prima').first()).toBeVisible()
  await rider(second).getByRole('button', { name: 'Non visto' }).click()
  await expect(tablet.getByRole('alert').filter({ hasText: 'Attesi e non visti' })).toContainText(second)
  await expect(rider(second)).toContainText('in attesa di invio')
  await expectAccessible(tablet)
  await context.setOffline(false)
  await expect(rider(second)).not.toContainText('in attesa di invio', { timeout: 20_000 })

  await tablet.getByRole('button', { name: 'Fine corsa' }).click()
  await expect(tablet.getByRole('dialog')).toContainText(first)
  await tablet.getByRole('button', { name: 'Torna alla corsa' }).click()
  await rider(first).getByRole('button', { name: 'Sceso' }).click()
  await expect(rider(first)).toContainText('Sceso alle')

  const other = await browser.newContext({ ...(baseURL ? { baseURL } : {}) })
  const office = await other.newPage()
  await signInStaff(office, demo.staff.office)
  await office.goto('/admin/ufficio/scuolabus')
  const row = (name: string, state: string) =>
    office.getByRole('row').filter({ hasText: name }).filter({ hasText: state })
  await expect(row(first, 'Sceso').first()).toBeVisible()
  await expect(row(second, 'Non visto').first()).toBeVisible()
  await other.close()
})

test('a tablet with operators is locked until a PIN is right', async ({ page, demo }) => {
  const locked = demo.lockedTablets[0]
  const [operator] = locked?.operators ?? []
  if (!locked || !operator) throw new Error('The town has no tablet with operators')
  await page.goto('/tablet')
  await page.getByLabel('Codice di abbinamento').fill(locked.pairingCode)
  await page.getByLabel('Nome del tablet').fill('Tablet con PIN')
  await page.getByRole('button', { name: 'Abbina' }).click()
  await page.getByRole('button', { name: operator.name }).click()
  await page.getByLabel('PIN').fill(operator.pin === '0000' ? '1111' : '0000')
  await page.getByRole('button', { name: 'Sblocca' }).click()
  await expect(page.getByText('PIN non corretto')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('PIN').fill(operator.pin)
  await page.getByRole('button', { name: 'Sblocca' }).click()
  await expect(page.getByRole('button', { name: /Blocca o cambia operatore/ })).toBeVisible()
})
