import { type Html, html } from './html'

/** Neutral for what is only a fact; the others colour a state that the words already say. */
export type BadgeKind = 'neutral' | 'success' | 'warning' | 'danger'

const CLASSES: Record<BadgeKind, string> = {
  neutral: 'badge badge-neutral',
  success: 'badge bg-success',
  warning: 'badge bg-warning',
  danger: 'badge bg-danger',
}

/** A short state beside a title or in a list. */
export const badge = (label: string, kind: BadgeKind = 'neutral'): Html =>
  html`<span class="${CLASSES[kind]}">${label}</span>`
