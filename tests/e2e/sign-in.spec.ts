// Guarantee: a wrong password tells nothing about which codes exist, and five of them close a code for a while.
import { expect, type Page } from 'playwright/test'
import { signIn, test } from './support/test'

const tryToSignIn = async (page: Page, code: string, password: string): Promise<string> => {
  await page.goto('/accedi')
  await page.getByLabel('Codice utente').fill(code)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Accedi' }).click()
  const alert = page.getByRole('alert').filter({ hasText: /\S/ }).first()
  await expect(alert).toBeVisible()
  return ((await alert.textContent()) ?? '').trim()
}

test.describe('from an address of its own', () => {
  // Wrong tries close the address as well: no other test signs in from this one.
  test.use({ extraHTTPHeaders: { 'x-forwarded-for': '198.51.100.20' } })

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
})

test('without scripts a wrong password keeps the code, and the right one leads to the page asked for', async ({
  browser,
  demo,
  baseURL,
}) => {
  const family = demo.families[0]
  if (!family || !baseURL) throw new Error('no family')
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    extraHTTPHeaders: { 'x-forwarded-for': '198.51.100.21' },
  })
  const page = await context.newPage()
  await page.goto('/utility')
  await expect(page).toHaveURL(/\/accedi\?ritorno=%2Futility$/)
  await page.getByLabel('Codice utente').fill(family.childCode)
  await page.getByLabel('Password').fill('sbagliata')
  await page.getByRole('button', { name: 'Accedi' }).click()
  await expect(page.getByRole('alert')).toHaveText('Codice utente o password non corretti')
  await expect(page.getByLabel('Codice utente')).toHaveValue(family.childCode)
  await expect(page.getByLabel('Password')).toHaveValue('')
  await page.getByLabel('Password').fill(family.password)
  await page.getByRole('button', { name: 'Accedi' }).click()
  await expect(page).toHaveURL(/\/utility$/)
  await context.close()
})

test('after signing out a copy of the cookie opens nothing', async ({ page, demo, request }) => {
  const family = demo.families[0]
  if (!family) throw new Error('no family')
  await signIn(page, family)
  const cookie = (await page.context().cookies()).find(({ name }) => name.endsWith('next-auth.session-token'))
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  await page.getByRole('button', { name: /Area personale di/ }).click()
  await page.getByRole('button', { name: 'Esci' }).click()
  await expect(page).toHaveURL(/\/accedi/)
  const copied = { cookie: `${cookie?.name}=${cookie?.value}` }
  const answer = await request.get('/utility', { headers: copied, maxRedirects: 0 })
  expect(answer.headers().location).toMatch(/^\/accedi/)
  expect(await (await request.get('/api/auth/session', { headers: copied })).json()).toEqual({})
})
