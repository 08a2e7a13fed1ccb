'use server'

import { notFound, redirect } from 'next/navigation'
import { after } from 'next/server'
import { Temporal } from 'temporal-polyfill'
import { env } from '@/env'
import { deliverAgain, finishCart, leaveCart, NodeRefused, payAtCounter, payCart } from '@/modules/sandbox'

/** Long enough to see a page that waits, short enough to wait for it. */
const LATE_MS = 5_000

/** Does what was asked and goes where it leads; a refusal of the Node goes back with its code. */
const act = async (back: string, work: () => Promise<string>): Promise<never> => {
  if (!env.PORTALE_DEMO) notFound()
  let next: string
  try {
    next = await work()
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    next = `${back}?errore=${encodeURIComponent(error.message)}`
  }
  return redirect(next)
}

const text = (data: FormData, name: string) => String(data.get(name) ?? '')

/** What the payer does on the Checkout page. */
export const submitCheckout = async (data: FormData): Promise<void> => {
  const cart = text(data, 'cart')
  const now = Temporal.Now.instant()
  await act(`/sandbox/pagopa/c/${encodeURIComponent(cart)}`, async () => {
    const choice = text(data, 'scelta')
    if (choice === 'cancelled' || choice === 'failed' || choice === 'waiting')
      return leaveCart(cart, choice, now)
    const { returnTo, deliver } = await payCart(cart, now)
    if (choice === 'paga-dopo') {
      after(async () => {
        await new Promise((resolve) => setTimeout(resolve, LATE_MS))
        await deliver()
      })
    } else await deliver()
    return returnTo
  })
}

/** What the Node and the counters do on the sandbox's own page. */
export const submitNode = async (data: FormData): Promise<void> => {
  const now = Temporal.Now.instant()
  await act('/sandbox/pagopa', async () => {
    const what = text(data, 'cosa')
    if (what === 'sportello') {
      const number = text(data, 'avviso').replace(/\s/g, '')
      if (!/^\d{18}$/.test(number)) throw new NodeRefused('Il codice avviso ha 18 cifre')
      await payAtCounter(number, now)
      return '/sandbox/pagopa?fatto=sportello'
    }
    if (what === 'concludi') await finishCart(text(data, 'cart'), now)
    else await deliverAgain(text(data, 'token'), what === 'due-volte' ? 2 : 1)
    return `/sandbox/pagopa?fatto=${what === 'concludi' ? 'concludi' : 'ricevuta'}`
  })
}
