// Guarantee: a family tops up through the sandbox and sees the credit without reloading; a wrong amount is explained.
import { expect, expectAccessible, signIn, test } from './support/test'

test('20 euro through the sandbox’s Checkout', async ({ page, demo }) => {
  const family = demo.families[0]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  await page.goto('/pagamenti/ricarica')
  await expectAccessible(page)
  await page.getByLabel('Servizio').selectOption({ index: 1 })
  await page.getByLabel('Importo').fill('20')
  await page.getByRole('radio', { name: /PagoPa/i }).check()
  await page.getByRole('button', { name: 'Continua' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Riepilogo della ricarica')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Conferma e paga' }).click()

  // The receipt leaves five seconds later: the family is already back, and must not need to reload.
  await page.getByRole('button', { name: /ricevuta arriva 5 secondi dopo/ }).click()
  await page.waitForURL(/\/pagamenti\//)
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  await expect(page.getByText(/accreditat|pagata/i).first()).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page)

  await page.goto('/pagamenti')
  await expect(page.getByText(/20,00/).first()).toBeVisible()
})

test('amounts that are none are explained beside the field', async ({ page, demo }) => {
  const family = demo.families[0]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  for (const amount of ['0', '-5', '20,505', '1000001', 'venti']) {
    await page.goto('/pagamenti/ricarica')
    await page.getByLabel('Servizio').selectOption({ index: 1 })
    await page.getByLabel('Importo').fill(amount)
    await page.getByRole('radio', { name: /PagoPa/i }).check()
    await page.getByRole('button', { name: 'Continua' }).click()
    const field = page.getByLabel('Importo')
    await expect(field, amount).toHaveAttribute('aria-invalid', 'true')
    await expect(field, amount).toHaveAccessibleDescription(/\S/)
  }
})
