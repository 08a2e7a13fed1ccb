import type { Locator, Page } from 'playwright'
import type { DemoFile } from '@/cli/demo-file'

/** Signs a family in through the form. */
export const signIn = async (page: Page, family: { childCode: string; password: string }): Promise<void> => {
  await page.goto('/accedi')
  await page.getByLabel('Codice utente').fill(family.childCode)
  await page.getByLabel('Password', { exact: true }).fill(family.password)
  await page.getByRole('button', { name: 'Accedi' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/accedi'))
}

/** From a family's page: an amount in whole euro for the wallet chosen in the form, up to the sandbox's Checkout. */
export const startTopUp = async (page: Page, euro: number): Promise<void> => {
  await page.getByLabel('Importo').fill(String(euro))
  await page.getByRole('radio', { name: /PagoPa/i }).check()
  await page.getByRole('button', { name: 'Continua' }).click()
  await page.getByRole('button', { name: 'Conferma e paga' }).click()
  await page.getByRole('heading', { name: 'Paga con pagoPA' }).waitFor()
}

/** From anywhere in a family's site: a notice for the first wallet. Answers its part of the page, and its number. */
export const orderNotice = async (
  page: Page,
  amount: string,
): Promise<{ notice: Locator; number: string }> => {
  await page.goto('/pagamenti/ricarica')
  await page.getByLabel('Servizio').selectOption({ index: 1 })
  await page.getByLabel('Importo').fill(amount)
  await page.getByText('Genera avviso pagamento', { exact: true }).click()
  await page.getByRole('button', { name: 'Continua' }).click()
  await page.getByRole('button', { name: 'Conferma e genera avviso' }).click()
  const notice = page.getByRole('region', { name: 'Avviso di pagamento' })
  const number = ((await notice.locator('strong').textContent()) ?? '').replace(/\D/g, '')
  return { notice, number }
}

/** Signs a member of the staff in, by Payload's own address. */
export const signInStaff = async (page: Page, staff: { email: string; password: string }): Promise<void> => {
  const answer = await page.request.post('/api/staff/login', { data: staff })
  if (!answer.ok()) throw new Error(`Sign-in of the staff: ${answer.status()}`)
}

/** Pairs a tablet with the school of the first code, or with the one asked for, and waits for its classes. */
export const pairTablet = async (
  page: Page,
  tablets: DemoFile['tablets'],
  schoolId = tablets[0]?.schoolId,
): Promise<number> => {
  const tablet = tablets.find((one) => one.schoolId === schoolId)
  if (!tablet) throw new Error('No pairing code for this school')
  await page.goto('/tablet')
  await page.getByLabel('Codice di abbinamento').fill(tablet.pairingCode)
  const name = page.getByLabel('Nome del tablet')
  if ((await name.inputValue()) === '') await name.fill('Tablet di prova')
  await page.getByRole('button', { name: /Abbina|Collega/ }).click()
  await page
    .getByRole('link', { name: /Classe/ })
    .first()
    .waitFor()
  return tablet.schoolId
}
