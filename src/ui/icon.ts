import { type Html, html } from './html'

/** The icons in `public/ui/sprite.svg`; after adding one here, run `npm run ui:assets`. */
export const iconNames = [
  'arrow-left',
  'arrow-right',
  'burger',
  'calendar',
  'card',
  'check-circle',
  'chevron-left',
  'chevron-right',
  'clock',
  'close-big',
  'download',
  'error',
  'external-link',
  'file-pdf-ext',
  'help-circle',
  'horn',
  'info-circle',
  'key',
  'locked',
  'logout',
  'mail',
  'map-marker',
  'password-invisible',
  'password-visible',
  'pencil',
  'plus-circle',
  'refresh',
  'telephone',
  'user',
  'warning-circle',
] as const
export type IconName = (typeof iconNames)[number]

/** The same address everywhere, so that a phone fetches the sprite once. */
const href = (name: IconName | 'stemma' | 'unione-europea') =>
  `/ui/sprite.svg#${name === 'stemma' || name === 'unione-europea' ? name : `it-${name}`}`

/** A decorative icon, or the crest, or the flag of the Union: the words beside it say the meaning. */
export const iconHtml = (name: IconName | 'stemma' | 'unione-europea', className = 'icon icon-sm'): Html =>
  html`<svg class="${className}" aria-hidden="true"><use href="${href(name)}"></use></svg>`
