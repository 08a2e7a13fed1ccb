import type { AlertKind } from '@/ui/feedback'

/** What the page of a payment says above everything else. */
export type Notice = { kind: AlertKind; title: string; text: string }

/** The family did its part; the money may come days later. */
export const confirmationAwaited = (provider: string): Notice => ({
  kind: 'info',
  title: 'Pagamento in attesa di conferma',
  text: `${provider} ha preso in carico il pagamento: a seconda del mezzo scelto la conferma arriva anche dopo alcuni giorni, e il credito si aggiorna da solo. Non ripetere il pagamento.`,
})

/** The browser came back saying that it failed, which proves nothing. */
export const paymentFailed = (provider: string): Notice => ({
  kind: 'danger',
  title: 'Pagamento non riuscito',
  text: `${provider} comunica che il pagamento non è andato a buon fine. Si può riprovare; se risultasse comunque un addebito, il credito si aggiornerà da solo.`,
})
