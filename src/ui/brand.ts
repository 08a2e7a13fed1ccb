/** The primary colour of `styles/_brand.scss` as hexadecimal, for the theme colour, the icons and the manifest. */
export const brandColour = '#007a52'

/** The portal's name, as people read it in titles and in the header. */
export const portalName = 'Portale Genitori'
