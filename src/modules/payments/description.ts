/** What notices, receipts and checkout pages call a top-up: the service, never a child. */
export const descriptionOf = (serviceName: string): string => `Ricarica ${serviceName}`
