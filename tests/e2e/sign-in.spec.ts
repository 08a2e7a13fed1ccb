// Guarantee: a wrong password tells nothing about which codes exist, and five of them close a code for a while.
import { expect, type Page } from 'playwright/test'
import { test } from './support/test'

const tryToSignIn = async (page: Page, code: string, password: string): Promise<string> => {
  await page.goto('/accedi')
  await page.getByLabel('Codice utente').fill(code)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Accedi' }).click()
  const alert = page.getByRole('alert').filter({ hasText: /\S/ }).first()
  await expect(alert).toBeVisible()
  return ((await alert.textContent()) ?? '').trim()
}

test('an unknown code and a wrong password get the same answer, and the fifth wrong one locks', async ({
  page,
  demo,
}) => {
  const family = demo.families.at(-1)
  if (!family) throw new Error('no family')
  const unknown = await tryToSignIn(page, '99999990', 'sbagliata-1')
  const wrong: string[] = []
  for (let count = 0; count < 4; count += 1)
    wrong.push(await tryToSignIn(page, family.childCode, 'sbagliata-1'))
  expect(wrong[0]).toBe(unknown)
  await tryToSignIn(page, family.childCode, 'sbagliata-1')
  const locked = await tryToSignIn(page, family.childCode, family.password)
  expect(locked).toMatch(/15 minuti|tentativi/)
})
