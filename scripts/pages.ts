/** Every page of the families' site, for what looks at all of them: screenshots, axe, weights. */
export const publicPages = [
  ['home-pubblica', '/'],
  ['accedi', '/accedi'],
  ['news', '/news'],
  ['notizia', '/news/ricaricare-online-con-pagopa'],
  ['contatti', '/contatti'],
  ['domande-frequenti', '/pagine/domande-frequenti'],
  ['pagina-non-trovata', '/pagina-che-non-esiste'],
] as const

/** The pages behind the sign-in. */
export const familyPages = [
  ['home', '/'],
  ['anagrafica', '/anagrafica'],
  ['recapiti', '/anagrafica/recapiti'],
  ['comunicazioni', '/anagrafica/comunicazioni'],
  ['aggiungi-figlio', '/anagrafica/aggiungi-figlio'],
  ['presenze', '/presenze'],
  ['menu', '/menu'],
  ['conferme', '/presenze/conferme'],
  ['richieste-in-attesa', '/presenze/in-attesa'],
  ['pagamenti', '/pagamenti'],
  ['ricarica', '/pagamenti/ricarica'],
  ['rimborso', '/pagamenti/rimborso'],
  ['utility', '/utility'],
  ['deleghe', '/utility/deleghe'],
] as const

/** The office's pages, for staff with its role. */
export const officePages = [
  ['ufficio', '/admin/ufficio'],
  ['ufficio-contestazioni', '/admin/ufficio/contestazioni'],
  ['ufficio-riconciliazione', '/admin/ufficio/riconciliazione'],
  ['ufficio-cucina', '/admin/ufficio/cucina'],
  ['ufficio-scuolabus', '/admin/ufficio/scuolabus'],
  ['ufficio-giornata', '/admin/ufficio/giornata'],
  ['ufficio-emergenza', '/admin/ufficio/emergenza'],
  ['ufficio-sportello', '/admin/ufficio/sportello'],
  ['ufficio-rimborsi', '/admin/ufficio/rimborsi'],
  ['ufficio-trasferimenti', '/admin/ufficio/trasferimenti'],
  ['ufficio-rettifiche', '/admin/ufficio/rettifiche'],
] as const
