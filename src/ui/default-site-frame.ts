import type { SiteFrame } from './site-frame'

/** The frame of a page that cannot ask the database: the defaults of the global "Impostazioni del sito". */
export const defaultSiteFrame: SiteFrame = {
  municipality: 'Comune di Pesaro',
  municipalityUrl: 'https://www.comune.pesaro.pu.it',
  region: 'Regione Marche',
  regionUrl: 'https://www.regione.marche.it',
  office: 'Servizio Politiche Educative',
  address: 'via Mameli 9, 3° piano, 61121 Pesaro',
  fiscalCode: '00272430414',
  email: 'urp.educativi@comune.pesaro.pu.it',
  pec: 'comune.pesaro@emarche.it',
  phones: ['0721/387412', '0721/387534', '0721/387411'],
  hours: [
    { day: 'Lunedì', times: '8.30-13.30' },
    { day: 'Martedì', times: '8.30-13.30 e 15.00-17.00' },
    { day: 'Mercoledì', times: 'chiuso' },
    { day: 'Giovedì', times: '8.30-14.00 e 14.45-17.00' },
    { day: 'Venerdì', times: '8.30-13.30' },
  ],
  accessibilityUrl: 'https://form.agid.gov.it/view/',
  sourceUrl: 'https://developers.italia.it',
  pnrr: false,
}
