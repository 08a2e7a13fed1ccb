import { brandColour, portalName } from './brand'
import { attributes, type Html, html } from './html'

/** Set by the build: changes with the styles and the script, so that browsers may keep them for ever. */
declare const ASSETS_VERSION: string

/** Addresses of the two files that every page asks for. */
const assets = {
  styles: `/ui/site.css?v=${ASSETS_VERSION}`,
  script: `/ui/portal.js?v=${ASSETS_VERSION}`,
}

/** Asked for together with the styles, so that the text does not jump when they come. */
const fonts = [400, 600, 700].map(
  (weight) =>
    html`<link rel="preload" href="/ui/fonts/titillium-web-latin-${weight}.woff2" as="font" type="font/woff2" crossorigin>`,
)

const DESCRIPTION =
  'Il portale delle famiglie per i servizi scolastici del Comune: presenze a mensa e sul trasporto, credito, ricariche e comunicazioni.'

const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="theme-color" content="${brandColour}"><meta name="format-detection" content="telephone=no"><link rel="stylesheet" href="${assets.styles}">${fonts}<script type="module" src="${assets.script}"></script><link rel="icon" href="/favicon.ico" sizes="32x32"><link rel="icon" href="/ui/icon.svg" type="image/svg+xml"><link rel="apple-touch-icon" href="/ui/apple-touch-icon.png"><link rel="manifest" href="/ui/manifest.webmanifest">`

export type DocumentHead = {
  /** Of the page, without the portal's name; `null` for the home page. */
  title: string | null
  description?: string | undefined
  /** Search engines stay away: errors, the rooms of a demo. */
  isHidden?: boolean | undefined
  site?: string
  /** The account of the family or delegate it was made for: what the installed app keeps is theirs alone. */
  family?: number | undefined
  /** The whole address under which the installed app may keep a copy, for when there is no network. */
  copyAs?: string | undefined
}

/** A whole page of markup. The small script only adds to it: everything works without. */
export const htmlDocument = (
  { title, description = DESCRIPTION, isHidden = false, site = portalName, family, copyAs }: DocumentHead,
  body: Html,
): string =>
  html`<!DOCTYPE html>
<html lang="it"><head>${head}<title>${title ? `${title} - ${site}` : site}</title><meta name="description" content="${description}">${isHidden && html`<meta name="robots" content="noindex">`}</head>
<body${attributes({ 'data-family': family, 'data-copy': copyAs })}>${body}</body></html>
`.markup
