export const AWAY_TITLE = 'Il servizio non è al momento disponibile'
