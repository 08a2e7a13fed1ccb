// Guarantee: an amount that is none is explained beside its field.
import { expect, signIn, test } from './support/test'

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
