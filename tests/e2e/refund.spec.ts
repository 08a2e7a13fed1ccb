// Guarantee: a family has its credit back on an account: asked, approved, in the bank's file, gone from the credit.
import { readFile } from 'node:fs/promises'
import { readEuro } from '@/shared/money'
import { expect, expectAccessible, signIn, signInStaff, test } from './support/test'

const centsIn = (text: string | null): number => {
  const reading = readEuro(/-?[\d.]+,\d\d/.exec(text ?? '')?.[0] ?? '')
  if (!reading.ok) throw new Error(`No amount in "${text}"`)
  return reading.cents
}

test('a refund goes from the family to the bank’s file', async ({ page, demo, browser }) => {
  const family = demo.families[0]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  const office = await (await browser.newContext()).newPage()
  await office.goto(new URL('/admin/login', demo.url).href)
  await signInStaff(office, demo.staff.office)

  // The counter gives the credit that is asked back, whatever the town's wallets hold.
  await office.goto(new URL(`/admin/ufficio/sportello?cerca=${family.childCode}`, demo.url).href)
  await office.getByRole('link', { name: new RegExp(family.childCode) }).click()
  await office.getByLabel('Servizio').selectOption({ index: 1 })
  await office.getByLabel('Importo').fill('500')
  await office.getByText('POS', { exact: true }).click()
  await office.getByRole('button', { name: 'Registra la ricarica' }).click()
  await expect(office.getByRole('heading', { name: /Ricevuta S\d{6}/ })).toBeVisible()

  await page.goto('/pagamenti/rimborso')
  await expectAccessible(page)
  const wallet = page.getByLabel('Servizio').getByRole('option').nth(1)
  const value = (await wallet.getAttribute('value')) ?? ''
  const before = centsIn(await wallet.textContent())
  const fill = async (iban: string) => {
    await page.getByLabel('Servizio').selectOption(value)
    await page.getByLabel('Importo da rimborsare').fill('12,50')
    await page.getByLabel('IBAN').fill(iban)
    await page.getByLabel('Intestatario del conto').fill('Nicolò D’Amico')
    await page.getByLabel('Motivo della richiesta').fill('Fine del ciclo')
    await page.getByRole('button', { name: 'Invia la richiesta' }).click()
  }
  await fill('IT60X0542811101000000123457')
  await expect(page.getByLabel('IBAN')).toHaveAttribute('aria-invalid', 'true')
  await fill('IT60 X054 2811 1010 0000 0123 456')
  await expect(page.getByText('In attesa')).toBeVisible()

  await office.goto(new URL('/admin/ufficio/rimborsi', demo.url).href)
  await office.getByRole('table', { name: 'Richieste da decidere' }).getByRole('link').first().click()
  await expectAccessible(office)
  await office.getByText('Approva', { exact: true }).click()
  await office.getByLabel('Testo per la famiglia').fill('Richiesta accolta')
  await office.getByRole('button', { name: 'Registra la decisione' }).click()
  await office.getByRole('button', { name: 'Crea il file per la banca' }).click()
  const [download] = await Promise.all([
    office.waitForEvent('download'),
    office
      .getByRole('link', { name: /^Scarica/ })
      .first()
      .click(),
  ])
  const file = await readFile(await download.path(), 'utf8')
  expect(file).toContain('<IBAN>IT60X0542811101000000123456</IBAN>')
  expect(file).toContain("<Nm>Nicolo D'Amico</Nm>")
  expect(file).toContain('<InstdAmt Ccy="EUR">12.50</InstdAmt>')

  await page.goto('/pagamenti/rimborso')
  await expect(page.getByText('Bonifico disposto')).toBeVisible()
  const after = page.getByLabel('Servizio').locator(`option[value="${value}"]`)
  expect(centsIn(await after.textContent())).toBe(before - 12_50)
  await office.context().close()
})
