import { type Html, html } from '@/ui/html'

/** The frame of something that can be acted upon. */
export const ACT_BOX = 'border rounded p-3 mb-3'

/** One of the acts of such a frame; `about` says of what to who cannot see where it stands. */
export const actButton = (what: string, label: string, about?: string): Html =>
  html`<button type="submit" name="cosa" value="${what}" class="btn btn-outline-primary btn-sm me-2 mt-2">${label}${about && html`<span class="visually-hidden"> ${about}</span>`}</button>`
